import { lstat, mkdir, readFile, symlink } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { systemCode } from '../build-error.ts'
import { copyTree } from '../folder/copy-tree.ts'
import { type LockedPackages, moduleFolders, outermost } from './lock.ts'

/**
 * Makes the installed packages of one folder available in another, at the same paths: folders of their own whose files
 * are shared with the original. Workspace links are made anew and point into `to`, never into `from`. A build must not
 * write into installed files, since it would write into the original's too.
 *
 * False, with nothing promised about what has been made so far, where the original lacks a package.
 */
export async function mirrorPackages(packages: LockedPackages, from: string, to: string): Promise<boolean> {
  for (const path of outermost(packages)) {
    const { link, resolved = '', optional, devOptional } = packages.get(path) ?? {}
    const found = await lstat(join(from, path)).catch(() => undefined)
    if (link) await linkWorkspace(path, resolved, from, to)
    else if (found?.isDirectory())
      await copyTree(join(from, path), join(to, path), { files: 'link', home: { from, to } })
    else if (found !== undefined || (optional !== true && devOptional !== true)) return false
  }
  for (const folder of moduleFolders(packages)) await mirrorPrograms(join(folder, '.bin'), from, to)
  return true
}

async function linkWorkspace(path: string, target: string, from: string, to: string): Promise<void> {
  const place = join(to, path)
  const leavesRoot = relative('.', target).split(sep)[0] === '..'
  await mkdir(dirname(place), { recursive: true })
  await symlink(leavesRoot ? resolve(from, target) : relative(dirname(place), join(to, target)), place)
}

/** The commands of the packages: relative links, which therefore lead to the packages beside them. */
async function mirrorPrograms(folder: string, from: string, to: string): Promise<void> {
  try {
    await copyTree(join(from, folder), join(to, folder), { files: 'link', home: { from, to } })
  } catch (error) {
    // No package here brings a command.
    if (systemCode(error) !== 'ENOENT') throw error
  }
}

/** A text file, undefined where there is none. */
export async function textIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR') return undefined
    throw error
  }
}
