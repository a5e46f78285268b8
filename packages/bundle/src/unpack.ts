import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { entryParts, isExecutable, refuseArchive } from './entry-path.ts'
import { loadTar } from './tar.ts'

const decompress = promisify(gunzip)

/**
 * Puts what `pack` packed into an empty folder. Only regular files inside of it are written; anything else, and what is no
 * gzip tar, is refused with `bundle-archive-unreadable`.
 */
export async function unpack(archive: Uint8Array, directory: string): Promise<void> {
  const { extract } = await loadTar()
  const entries = Readable.from([await decompress(archive).catch(refuseArchive)]).pipe(extract())
  try {
    for await (const entry of entries) {
      const place = join(directory, ...entryParts(entry.header))
      await mkdir(dirname(place), { recursive: true })
      const mode = isExecutable(entry.header.mode) ? 0o755 : 0o644
      await writeFile(place, await buffer(entry), { mode, flag: 'wx' })
    }
  } catch (error) {
    refuseArchive(error)
  }
}
