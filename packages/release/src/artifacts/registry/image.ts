import { systemClock } from '../../clock/system-clock.ts'
import { ReleaseError } from '../../release-error.ts'
import { RegistryClient } from './client.ts'
import type { RegistryCredentials } from './credentials.ts'
import { retrying, within } from './deadline.ts'
import { parseRegistry, type RegistryPlace } from './reference.ts'

/** An image as somebody names it. */
export interface ImageName {
  readonly place: RegistryPlace
  /** What it is asked for by: a tag, or a digest. */
  readonly tag: string
}

const resolveMs = 30_000
const digestForm = /^sha256:[0-9a-f]{64}$/

/** Of one platform or of several; registries give what they have of these. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ')

/**
 * Reads `HOST[:PORT]/REPOSITORY[:TAG][@sha256:…]`, the registry said in full; the tag is `latest` where none is given, and counts
 * for nothing beside a digest. Gives a clause instead where it is none.
 */
export function parseImage(reference: string): ImageName | string {
  const [, name = '', tag, digest] = /^([^@]+?)(?::([\w][\w.-]{0,127}))?(?:@(.+))?$/.exec(reference) ?? []
  if (digest !== undefined && !digestForm.test(digest)) return 'a digest is sha256: and 64 hexadecimal digits'
  const place = parseRegistry(name)
  return typeof place === 'string' ? place : { place, tag: digest ?? tag ?? 'latest' }
}

/**
 * Asks a registry which image a name stands for now, and gives its digest and its reference by that. Whether it is there is seen on the
 * way. Throws `image-unknown`, and what a registry's answers throw (`registry-…`).
 */
export async function resolveImage(
  { place, tag }: ImageName,
  { credentials, agent }: { readonly credentials: RegistryCredentials; readonly agent: string },
): Promise<{ readonly digest: string; readonly reference: string }> {
  const client = new RegistryClient(place, credentials, agent)
  return await within(systemClock, place.name, resolveMs, async (deadline) => {
    const wanted = {
      method: 'HEAD',
      at: `manifests/${tag}`,
      access: 'pull',
      headers: { accept: manifestTypes },
    } as const
    const answer = await retrying(deadline, () => client.ask(wanted, deadline))
    if (answer.status === 404) {
      const sentence = `The registry knows no image ${place.name} by ${tag}.`
      throw new ReleaseError('image-unknown', sentence, 'See that it was pushed, and that name and tag are right.')
    }
    if (answer.status !== 200) throw client.unexpected(answer, `the question for ${tag}`)
    const digest = digestForm.test(tag) ? tag : (answer.headers.get('docker-content-digest') ?? '')
    if (!digestForm.test(digest)) throw client.error('registry-answer-unusable', `does not say the digest of ${tag}`)
    return { digest, reference: `${place.name}@${digest}` }
  })
}
