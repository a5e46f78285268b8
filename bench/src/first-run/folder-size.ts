import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Bytes of all files below a folder; what several names lead to counts once, a folder that is absent is empty. */
export async function folderBytes(folder: string, seen: Set<string> = new Set()): Promise<number> {
  const names = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return []
    throw error
  })
  let bytes = 0
  for (const name of names) {
    const path = join(folder, name.name)
    if (name.isDirectory()) {
      bytes += await folderBytes(path, seen)
    } else if (name.isFile()) {
      const { size, dev, ino } = await lstat(path)
      if (!seen.has(`${dev}:${ino}`)) bytes += size
      seen.add(`${dev}:${ino}`)
    }
  }
  return bytes
}
