import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { extract } from 'tar-stream'
import { BundleError } from './error.ts'

const decompress = promisify(gunzip)

/**
 * Puts what `pack` packed into an empty folder. Only regular files inside of it are written; anything else, and what is no
 * gzip tar, is refused with `bundle-archive-unreadable`.
 */
export async function unpack(archive: Uint8Array, directory: string): Promise<void> {
  const entries = Readable.from([await decompress(archive).catch(refuse)]).pipe(extract())
  try {
    for await (const entry of entries) {
      const { name, type, mode = 0o644 } = entry.header
      const parts = name.replace(/^\.\//, '').split('/')
      if (
        type !== 'file' ||
        parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))
      ) {
        throw new Error(`the entry ${JSON.stringify(name)} is no file inside the bundle`)
      }
      const place = join(directory, ...parts)
      await mkdir(dirname(place), { recursive: true })
      await writeFile(place, await buffer(entry), { mode: (mode & 0o111) === 0 ? 0o644 : 0o755, flag: 'wx' })
    }
  } catch (error) {
    refuse(error)
  }
}

function refuse(cause: unknown): never {
  throw new BundleError(
    'bundle-archive-unreadable',
    `The packed bundle cannot be unpacked: ${cause instanceof Error ? cause.message : cause}.`,
    'Build and pack it again.',
    cause,
  )
}
