import { digestHex, sha256Of } from '../digest.ts'
import type { Access } from './authorization.ts'
import { manifestType } from './bundle-manifest.ts'
import type { RegistryClient } from './client.ts'
import type { Deadline } from './deadline.ts'

/** Where an artifact's manifest lies: under a tag made of its digest. */
export function manifestPath(digest: string): string {
  return `manifests/sha256-${digestHex(digest)}`
}

/** The manifest kept under an artifact's digest; undefined where there is none. */
export async function lookUp(
  client: RegistryClient,
  digest: string,
  access: Access,
  deadline: Deadline,
): Promise<Buffer | undefined> {
  const at = manifestPath(digest)
  const answer = await client.ask({ method: 'GET', at, access, headers: { accept: manifestType } }, deadline)
  if (answer.status === 404) return undefined
  if (answer.status !== 200) throw client.unexpected(answer, `the request for ${at}`)
  const told = answer.headers.get('docker-content-digest')
  if (told?.startsWith('sha256:') === true && told !== `sha256:${sha256Of(answer.bytes)}`)
    throw client.error('artifact-damaged', `gave a manifest for ${digest} that is not the one it says`)
  return answer.bytes
}
