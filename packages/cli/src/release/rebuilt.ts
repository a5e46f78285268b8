import type { LiveRelease, Plan } from '@kickai/release'
import type { Seen } from './observe.ts'

/** The release before that no journal told of, as `--json` shows it. */
export interface RebuiltBefore {
  readonly release: string
  readonly digest: string
  readonly identity: 'proven' | 'attested'
  readonly deployments: { readonly [service: string]: string }
}

/** What a plan took from the platform in place of a journal; undefined where it did not. */
export function rebuiltIn({ parts }: Pick<Plan, 'parts'>): RebuiltBefore | undefined {
  const befores = parts.flatMap(({ service, before }) => (before?.rebuilt ? [{ service, before }] : []))
  const [first] = befores
  if (first?.before.rebuilt === undefined) return undefined
  const { release, digest, rebuilt } = first.before
  const deployments = Object.fromEntries(befores.map(({ service, before }) => [service, before.deployment]))
  return { release, digest, identity: rebuilt.identity, deployments }
}

/** The same of a live release that stays as it is. */
export function rebuiltOf({ release, artifact, parts, rebuilt }: LiveRelease): RebuiltBefore | undefined {
  if (rebuilt === undefined) return undefined
  const deployments = Object.fromEntries(parts.map(({ service, deployment }) => [service, deployment]))
  return { release, digest: artifact.digest, identity: rebuilt.identity, deployments }
}

/** What is to be said where the journal knows nothing of an environment and the platform was asked instead. */
export function rebuiltLines({ current, notRebuilt }: Pick<Seen, 'current' | 'notRebuilt'>): string[] {
  const { live } = current
  if (live?.rebuilt !== undefined)
    return [
      `  the journal here knows nothing of it; ${live.release} (${live.rebuilt.identity}) was found on the platform`,
    ]
  return notRebuilt === undefined
    ? []
    : [`  the journal here knows nothing of it, and what runs is not known: ${notRebuilt}`]
}
