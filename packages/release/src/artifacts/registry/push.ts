import type { Artifact } from '../../ports/artifacts.ts'
import {
  type Blob,
  blobOf,
  emptyBlob,
  manifestType,
  readBundleManifest,
  writeBundleManifest,
} from './bundle-manifest.ts'
import type { RegistryClient } from './client.ts'
import { type Deadline, retrying } from './deadline.ts'
import { lookUp, manifestPath } from './look-up.ts'
import { Passing } from './registry-error.ts'

/**
 * Keeps a packed bundle: its bytes, the empty configuration, then the manifest that names both, and reads the manifest
 * back. Under a digest that the registry has already nothing is written: the same files are kept there, though perhaps
 * labelled with an earlier commit.
 */
export async function push(
  client: RegistryClient,
  artifact: Artifact,
  archive: Uint8Array,
  deadline: Deadline,
): Promise<void> {
  const { digest } = artifact
  const kept = await retrying(deadline, () => lookUp(client, digest, 'push', deadline))
  const layer = kept && readBundleManifest(kept, digest)
  if (typeof layer === 'object' && (await retrying(deadline, () => has(client, layer, deadline)))) return

  for (const bytes of [archive, emptyBlob.bytes]) await retrying(deadline, () => upload(client, bytes, deadline))
  const manifest = writeBundleManifest(artifact, archive)
  await retrying(deadline, () => tag(client, digest, manifest, deadline))
  const found = await retrying(deadline, async () => {
    const read = await lookUp(client, digest, 'push', deadline)
    if (read === undefined) throw notYet(`knows nothing of ${manifestPath(digest)}, which was just put there`)
    return read
  })
  if (!found.equals(manifest))
    throw client.error('artifact-not-kept', `keeps something else under ${manifestPath(digest)} than was put there`)
}

async function has(client: RegistryClient, { digest, size }: Blob, deadline: Deadline): Promise<boolean> {
  const answer = await client.ask({ method: 'HEAD', at: `blobs/${digest}`, access: 'push' }, deadline)
  if (answer.status === 404) return false
  if (answer.status !== 200) throw client.unexpected(answer, 'the question for the bytes of a bundle')
  return Number(answer.headers.get('content-length') ?? size) === size
}

/** Sends bytes in one piece, unless they are there. Where the answer is lost, the next try sees what became of it. */
async function upload(client: RegistryClient, bytes: Uint8Array, deadline: Deadline): Promise<void> {
  const blob = blobOf(bytes)
  if (await has(client, blob, deadline)) return
  const at = 'blobs/uploads/'
  const begun = await client.ask({ method: 'POST', at, access: 'push', body: new Uint8Array() }, deadline)
  if (begun.status !== 202) throw client.unexpected(begun, 'the beginning of an upload')
  const place = client.placeIn(begun, client.urlOf(at))
  place.searchParams.append('digest', blob.digest)
  const headers = { 'content-type': 'application/octet-stream' }
  const done = await client.ask({ method: 'PUT', at: place, access: 'push', headers, body: bytes }, deadline)
  if (done.status === 404) throw new Passing('has forgotten an upload that it had begun')
  if (done.status !== 201) throw client.unexpected(done, 'an upload')
}

async function tag(client: RegistryClient, digest: string, manifest: Buffer, deadline: Deadline): Promise<void> {
  const headers = { 'content-type': manifestType }
  const at = manifestPath(digest)
  const answer = await client.ask({ method: 'PUT', at, access: 'push', headers, body: manifest }, deadline)
  if (answer.status === 201) return
  const unexpected = client.unexpected(answer, 'a manifest')
  // Where two put the same bytes at once, a registry may lose sight of them for a moment.
  throw blobUnknown.test(unexpected.message)
    ? notYet(`answered ${answer.status} to a manifest of what was just put there`)
    : unexpected
}

const blobUnknown = /\b(MANIFEST_)?BLOB_UNKNOWN\b/

function notYet(clause: string): Passing {
  return new Passing(clause, { code: 'artifact-not-kept' })
}
