import { createHash } from 'node:crypto'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type BundleFile, digestOf } from './digest.ts'
import { entryParts, isExecutable, refuseArchive } from './entry-path.ts'
import { manifestName, parseManifest } from './manifest.ts'
import { loadTar } from './tar.ts'

/** More than any bundle unpacks to, in bytes; what goes on beyond it was made to fill a memory or a disk. */
const mostUnpacked = 4 * 1024 ** 3
/** A manifest of some hundred thousand files. Bytes. */
const mostManifest = 64 * 1024 ** 2

/**
 * The digest of a packed bundle, computed from the bytes in it without writing them anywhere: what `ownDigest` gives
 * where it is unpacked. Unlike there, a file that the manifest does not list is refused: it would be released too, and
 * change no digest.
 *
 * Throws `bundle-archive-unreadable`, or what reading the manifest throws.
 */
export async function archiveDigest(
  archive: Uint8Array,
  limits: { readonly unpackedBytes?: number } = {},
): Promise<{ readonly digest: string; readonly commit?: string }> {
  const { files, manifest } = await contentOf(archive, limits.unpackedBytes ?? mostUnpacked).catch(refuseArchive)
  const { commit, files: listed } = parseManifest(manifest)
  const found = listed.map(({ path }) => files.get(path) ?? refuseArchive(new Error(`the file ${path} is missing`)))
  if (new Set(found).size !== files.size) refuseArchive(new Error('it holds files that its manifest does not list'))
  const digest = digestOf(found)
  return commit === undefined ? { digest } : { digest, commit }
}

interface Content {
  /** By path, without the manifest. */
  readonly files: ReadonlyMap<string, BundleFile>
  readonly manifest: string
}

async function contentOf(archive: Uint8Array, unpackedBytes: number): Promise<Content> {
  const files = new Map<string, BundleFile>()
  let manifest: string | undefined
  const { extract } = await loadTar()
  const entries = extract()
  const fed = pipeline(Readable.from([archive]), createGunzip(), atMost(unpackedBytes), entries)
  // Its failure ends the entries too, and is told by them.
  fed.catch(() => undefined)
  for await (const entry of entries) {
    const path = entryParts(entry.header).join('/')
    if (files.has(path) || (path === manifestName && manifest !== undefined)) throw new Error(`it holds ${path} twice`)
    if (path === manifestName) {
      manifest = await textOf(entry)
      continue
    }
    const hash = createHash('sha256')
    for await (const piece of entry) hash.update(piece as Buffer)
    files.set(path, { path, sha256: hash.digest('hex'), executable: isExecutable(entry.header.mode) })
  }
  await fed
  if (manifest === undefined) throw new Error(`it holds no ${manifestName}`)
  return { files, manifest }
}

async function textOf(entry: AsyncIterable<unknown>): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const piece of entry) {
    const chunk = piece as Buffer
    size += chunk.length
    if (size > mostManifest) throw new Error(`its ${manifestName} is too large`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function atMost(bytes: number): Transform {
  let left = bytes
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      left -= chunk.length
      if (left < 0) done(new Error(`it unpacks to more than ${bytes} bytes`))
      else done(null, chunk)
    },
  })
}
