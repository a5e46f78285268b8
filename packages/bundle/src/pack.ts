import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { BundleError } from './error.ts'
import { manifestName, readManifest } from './manifest.ts'
import { loadTar } from './tar.ts'

const compress = promisify(gzip)

/** Where a gzip header names the operating system, and the value for "unknown". */
const systemOffset = 9
const unknownSystem = 255

/**
 * The bundle as a gzip tar: its manifest and the files that it lists, nothing else. The same bundle gives the same bytes
 * on the same version of Node: sorted, without times and owners, with modes 644 and 755.
 *
 * Throws `bundle-changed` where a file is no longer what the manifest says, and what reading the manifest throws.
 */
export async function pack(directory: string): Promise<Uint8Array> {
  const { files } = await readManifest(directory)
  const { pack: tar } = await loadTar()
  const archive = tar()
  const whole = buffer(archive)
  // Waited for at the end; a failure before that is told by its own error and not as one that nobody handled.
  whole.catch(() => undefined)
  const add = (path: string, bytes: Uint8Array, mode: number) => {
    const header = { name: `./${path}`, mode, mtime: new Date(0), uid: 0, gid: 0, size: bytes.length }
    archive.entry(header, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }
  try {
    add(manifestName, await readFile(join(directory, manifestName)), 0o644)
    for (const { path, sha256, executable } of files) {
      const bytes = await readFile(join(directory, path)).catch((error: unknown) => {
        throw changed(path, error)
      })
      if (createHash('sha256').update(bytes).digest('hex') !== sha256) throw changed(path)
      add(path, bytes, executable ? 0o755 : 0o644)
    }
    archive.finalize()
  } catch (error) {
    archive.destroy()
    throw error
  }
  const compressed = await compress(await whole)
  compressed[systemOffset] = unknownSystem
  return compressed
}

function changed(path: string, cause?: unknown): BundleError {
  return new BundleError(
    'bundle-changed',
    `The bundle's file ${path} is not what its manifest says.`,
    'Write the manifest again, and let nothing write into the folder meanwhile.',
    cause,
  )
}
