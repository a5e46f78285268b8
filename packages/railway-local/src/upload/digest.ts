import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, readlink } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * What a folder holds, as `sha256:` and 64 hexadecimal digits: over every file's path, content and whether it can be run,
 * and every link's path and target, sorted by path. The same files give the same digest whatever archive they came in.
 */
export async function folderDigest(directory: string): Promise<string> {
  const paths = await readdir(directory, { recursive: true })
  const whole = createHash('sha256')
  for (const path of paths.sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))) {
    const place = join(directory, path)
    const found = await lstat(place)
    if (found.isSymbolicLink()) whole.update(`${path}\0link\0${await readlink(place)}\n`)
    else if (found.isFile()) whole.update(`${path}\0${await fileDigest(place)}\0${found.mode & 0o100 ? 'x' : '-'}\n`)
  }
  return `sha256:${whole.digest('hex')}`
}

async function fileDigest(path: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(path))
    .digest('hex')
}
