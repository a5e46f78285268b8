import { archiveDigest } from '@kickai/bundle'
import { systemClock } from '../../clock/system-clock.ts'
import type { Artifacts } from '../../ports/artifacts.ts'
import type { Clock } from '../../ports/clock.ts'
import { ReleaseError } from '../../release-error.ts'
import { digestHex } from '../digest.ts'
import { RegistryClient } from './client.ts'
import type { RegistryCredentials } from './credentials.ts'
import { within } from './deadline.ts'
import { pull } from './pull.ts'
import { push } from './push.ts'
import type { RegistryPlace } from './reference.ts'

export interface RegistryOptions {
  readonly credentials?: RegistryCredentials
  /** How we call ourselves there: program and version. */
  readonly agent: string
  readonly clock?: Clock
  /** How long a whole `get` or `put` may take, tries and pauses included. Milliseconds. */
  readonly getMs?: number
  readonly putMs?: number
  /** The largest packed bundle that is taken. */
  readonly mostBytes?: number
}

const usualGetMs = 120_000
const usualPutMs = 300_000
const usualBytes = 512 * 1024 ** 2

/**
 * Keeps artifacts in one repository of an OCI registry, by the distribution specification 1.1: each under a tag made of its
 * digest, as an artifact whose one layer is the packed bundle. What is given back was checked down to the bundle's files.
 *
 * Errors: `registry-unreachable` (no answer, or only answers that it is out of order, after several tries),
 * `registry-refused`, `registry-answer-unusable`, `artifact-damaged`, `artifact-not-kept`.
 */
export function registryArtifacts(place: RegistryPlace, options: RegistryOptions): Artifacts {
  const { credentials = { kind: 'nobody' }, agent, clock = systemClock, mostBytes = usualBytes } = options
  const { getMs = usualGetMs, putMs = usualPutMs } = options
  const client = new RegistryClient(place, credentials, agent)
  return {
    async put(artifact, archive) {
      digestHex(artifact.digest)
      await demandFitting(artifact.digest, archive, mostBytes)
      await within(clock, place.name, putMs, (deadline) => push(client, artifact, archive, deadline))
    },
    async get(digest) {
      digestHex(digest)
      return await within(clock, place.name, getMs, (deadline) => pull(client, digest, mostBytes, deadline))
    },
  }
}

/** What no `get` would give back is not put there: it would be found out only when it is needed. */
async function demandFitting(digest: string, archive: Uint8Array, mostBytes: number): Promise<void> {
  const wrong = (reason: string, cause?: unknown) =>
    new ReleaseError(
      'artifact-not-kept',
      `${digest} is not put into the registry: ${reason}.`,
      'Deploy its commit again, which builds it anew.',
      cause === undefined ? undefined : { cause },
    )
  if (archive.byteLength > mostBytes) throw wrong(`it has ${archive.byteLength} bytes, and ${mostBytes} are the most`)
  const found = await archiveDigest(archive).catch((error: unknown) => {
    throw wrong('what is to be put there is no bundle', error)
  })
  if (found.digest !== digest) throw wrong(`what is to be put there is the bundle ${found.digest}`)
}
