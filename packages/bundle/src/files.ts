import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { BundleFile } from './digest.ts'
import { BundleError } from './error.ts'
import { manifestName } from './manifest.ts'

/** Few enough not to run out of file descriptors, enough to keep the disk busy. */
const filesAtOnce = 16

/**
 * The paths of all regular files below `directory`, in no order, without the manifest. Folders count only through
 * their files. Links, sockets and the like are refused with `bundle-refused`, all of them named: a link can lead out of
 * the bundle, and not every platform keeps one, so a bundle holds bytes only.
 */
export async function filePaths(directory: string): Promise<string[]> {
  const paths: string[] = []
  const problems: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true, encoding: 'buffer' })) {
      const path = `${folder}${entry.name}`
      if (!isUtf8(entry.name)) problems.push(`the name of ${path} is not UTF-8`)
      else if (entry.isDirectory()) folders.push(`${path}/`)
      else if (entry.isSymbolicLink()) problems.push(`${path} is a symbolic link`)
      else if (!entry.isFile()) problems.push(`${path} is no regular file`)
      else if (path !== manifestName) paths.push(path)
    }
  }
  if (problems.length > 0) throw refused(problems)
  return paths
}

/** Reads every file's bytes and mode as they are on the disk now; the result is in the order of `paths`. */
export async function describeFiles(directory: string, paths: readonly string[]): Promise<BundleFile[]> {
  const files: BundleFile[] = []
  const remaining = paths.entries()
  async function work(): Promise<void> {
    for (const [index, path] of remaining) files[index] = await describe(directory, path)
  }
  await Promise.all(Array.from({ length: filesAtOnce }, work))
  return files
}

async function describe(directory: string, path: string): Promise<BundleFile> {
  const file = await open(join(directory, path)).catch((error: unknown) => {
    throw missing(path, error)
  })
  try {
    const found = await file.stat()
    if (!found.isFile()) throw missing(path)
    const hash = createHash('sha256')
    await pipeline(createReadStream('', { fd: file, autoClose: false }), hash)
    return { path, sha256: hash.digest('hex'), executable: (found.mode & 0o111) !== 0 }
  } finally {
    await file.close()
  }
}

function missing(path: string, cause?: unknown): BundleError {
  return new BundleError(
    'bundle-file-missing',
    `The bundle's file ${path} cannot be read as a file.`,
    'Unpack the whole bundle again, and start it where it may read its own files.',
    cause,
  )
}

function refused(problems: readonly string[]): BundleError {
  const more = problems.length > 10 ? ` and ${problems.length - 10} more` : ''
  return new BundleError(
    'bundle-refused',
    `A bundle holds regular files only, but ${problems.toSorted().slice(0, 10).join(', ')}${more}.`,
    'Let the build put files in their place (cp -L follows links), or leave them out.',
  )
}
