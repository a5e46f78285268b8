import { archiveDigest } from '@kickai/bundle'
import { type Blob, blobOf, readBundleManifest } from './bundle-manifest.ts'
import type { RegistryClient } from './client.ts'
import { type Deadline, retrying } from './deadline.ts'
import { lookUp } from './look-up.ts'
import { Passing } from './registry-error.ts'

/**
 * The packed bundle of a digest, undefined where the registry has none. Nothing is given that does not hold: the layer has
 * the size and digest of the manifest, and the bundle in it has the digest that was asked for. Else `artifact-damaged`.
 */
export async function pull(
  client: RegistryClient,
  digest: string,
  mostBytes: number,
  deadline: Deadline,
): Promise<Uint8Array | undefined> {
  const manifest = await retrying(deadline, () => lookUp(client, digest, 'pull', deadline))
  if (manifest === undefined) return undefined
  const damaged = (clause: string, cause?: unknown) =>
    client.error('artifact-damaged', `does not keep ${digest} as it was put there: ${clause}`, cause)
  const layer = readBundleManifest(manifest, digest)
  if (typeof layer === 'string') throw damaged(layer)
  if (layer.size > mostBytes) throw damaged(`it has ${layer.size} bytes, and ${mostBytes} are the most`)
  const archive = await retrying(deadline, () => download(client, layer, deadline))
  if (archive === undefined) throw damaged('its bytes are missing')
  if (blobOf(archive).digest !== layer.digest) throw damaged('its bytes are others')
  const found = await archiveDigest(archive).catch((error: unknown) => {
    throw damaged('its bytes are no bundle', error)
  })
  if (found.digest !== digest) throw damaged(`its bytes are the bundle ${found.digest}`)
  return archive
}

/** A layer's bytes, as many as the manifest says; undefined where they are not there. */
async function download(client: RegistryClient, layer: Blob, deadline: Deadline): Promise<Buffer | undefined> {
  const at = `blobs/${layer.digest}`
  const answer = await client.ask({ method: 'GET', at, access: 'pull', mostBytes: layer.size }, deadline)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw client.unexpected(answer, 'the request for the bytes of a bundle')
  if (answer.bytes.byteLength !== layer.size)
    throw new Passing(`gave ${answer.bytes.byteLength} of ${layer.size} bytes of a bundle`, {
      code: 'artifact-damaged',
    })
  return answer.bytes
}
