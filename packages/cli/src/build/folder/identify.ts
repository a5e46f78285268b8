import { createHash } from 'node:crypto'
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join } from 'node:path'

/**
 * A mark of everything in a folder: names, bytes, executable bits, links. For folders that are no git repository, where
 * git's tree id would be taken otherwise.
 */
export async function identifyFolder(directory: string, leaveOut: (path: string) => boolean): Promise<string> {
  const lines: string[] = []
  const folders = ['']
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of await readdir(join(directory, folder), { withFileTypes: true })) {
      const path = `${folder}${entry.name}`
      const place = join(directory, path)
      if (leaveOut(path)) continue
      if (entry.isDirectory()) folders.push(`${path}/`)
      else if (entry.isSymbolicLink()) lines.push(`${path}\0link\0${await readlink(place)}`)
      else if (entry.isFile())
        lines.push(`${path}\0${(await stat(place)).mode & 0o111 ? 'x' : '-'}\0${await sha256Of(place)}`)
    }
  }
  const whole = createHash('sha256')
  for (const line of lines.sort()) whole.update(`${line}\0`)
  return `folder-${whole.digest('hex')}`
}

async function sha256Of(file: string): Promise<string> {
  return createHash('sha256')
    .update(await readFile(file))
    .digest('hex')
}
