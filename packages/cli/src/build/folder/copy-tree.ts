import { constants, type Dirent } from 'node:fs'
import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises'
import { isAbsolute, join, relative, sep } from 'node:path'
import { systemCode } from '../build-error.ts'

export interface CopyOptions {
  /** `link` shares the bytes with the original where the file system lets it, and costs next to nothing. */
  readonly files: 'copy' | 'link'
  /** Whether an entry (a path relative to the root, `/` between) stays out, a folder with all that is in it. */
  readonly leaveOut?: (path: string) => boolean
  /** Absolute links into this folder are made to point into `to` instead. Relative links stay as they are. */
  readonly home?: { readonly from: string; readonly to: string }
}

/** Why a file system may refuse a second name for a file: another device, another owner, too many, not at all. */
const unlinkable = ['EXDEV', 'EPERM', 'EACCES', 'EMLINK', 'ENOTSUP', 'ENOSYS']

/** Copies a folder with its files, modes and links. Sockets, pipes and devices are not copied. */
export async function copyTree(from: string, to: string, options: CopyOptions, path = ''): Promise<void> {
  await mkdir(join(to, path), { recursive: true })
  const entries = await readdir(join(from, path), { withFileTypes: true })
  const folders: string[] = []
  const copyEntry = async (entry: Dirent) => {
    const inner = path === '' ? entry.name : `${path}/${entry.name}`
    if (options.leaveOut?.(inner)) return
    if (entry.isDirectory()) folders.push(inner)
    else if (entry.isSymbolicLink()) await copyLink(join(from, inner), join(to, inner), options)
    else if (entry.isFile()) await copyOne(join(from, inner), join(to, inner), options)
  }
  await Promise.all(entries.map(copyEntry))
  for (const folder of folders) await copyTree(from, to, options, folder)
}

async function copyOne(from: string, to: string, options: CopyOptions): Promise<void> {
  if (options.files === 'link') {
    try {
      return await link(from, to)
    } catch (error) {
      if (!unlinkable.includes(systemCode(error) ?? '')) throw error
    }
  }
  await copyFile(from, to, constants.COPYFILE_FICLONE)
}

async function copyLink(from: string, to: string, { home }: CopyOptions): Promise<void> {
  const target = await readlink(from)
  const inside = home && isAbsolute(target) ? relative(home.from, target) : undefined
  const moved = home && inside !== undefined && inside !== '..' && !inside.startsWith(`..${sep}`)
  await symlink(moved ? join(home.to, inside) : target, to)
}
