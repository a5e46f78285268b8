import { z } from 'zod'
import { askPodman, ContainerFailure } from './podman.ts'

/** An image as it lies on this machine. */
export interface HeldImage {
  /** Podman's own id of it: the same bytes whatever becomes of its names. */
  readonly imageId: string
  /** The digest that the registry has it by, else that of this machine. */
  readonly digest: string
  /** The reference with that digest in place of a tag. */
  readonly reference: string
}

/** `[host[:port]/]path[:tag][@sha256:digest]`, as registries and podman write it. */
const referenceForm =
  /^(?:[a-z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:[._/-]+[a-z0-9]+)*(?::[\w][\w.-]{0,127})?(?:@sha256:[0-9a-f]{64})?$/i

export function isImageReference(text: string): boolean {
  return text.length <= 512 && referenceForm.test(text)
}

const inspected = z.tuple([
  z.object({ Id: z.string(), Digest: z.string(), RepoDigests: z.array(z.string()).nullish() }),
])

/**
 * Fetches the image that a reference names and says which one it is. One that is named by its digest is asked for nowhere when
 * it is here, and one that lies on this machine alone (`localhost/…`) is never asked for elsewhere. A registry on this machine may speak without
 * encryption. Throws `ContainerFailure`.
 */
export async function fetchImage(reference: string, signal: AbortSignal): Promise<HeldImage> {
  // Built here and in no registry: nobody else could be asked for it.
  if (reference.startsWith('localhost/')) return await inspect(reference, signal)
  const here = reference.includes('@') ? await inspect(reference, signal).catch(() => undefined) : undefined
  if (here !== undefined) return here
  const host = reference.split('/')[0] ?? ''
  const isHere = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host)
  await askPodman(['pull', '--quiet', ...(isHere ? ['--tls-verify=false'] : []), reference], signal)
  return await inspect(reference, signal)
}

/** Whether those very bytes are still on this machine. */
export async function isHeld(imageId: string): Promise<boolean> {
  return await askPodman(['image', 'exists', imageId]).then(
    () => true,
    (error: unknown) => {
      if (error instanceof ContainerFailure) return false
      throw error
    },
  )
}

async function inspect(reference: string, signal: AbortSignal): Promise<HeldImage> {
  const [{ Id, Digest, RepoDigests }] = inspected.parse(
    JSON.parse(await askPodman(['image', 'inspect', reference], signal)),
  )
  const [, name = reference, asked] = /^(.+?)(?::[\w][\w.-]*)?(?:@(sha256:[0-9a-f]{64}))?$/.exec(reference) ?? []
  const known = RepoDigests?.find((each) => each.startsWith(`${name}@`))?.slice(name.length + 1)
  const digest = asked ?? known ?? Digest
  return { imageId: Id, digest, reference: `${name}@${digest}` }
}
