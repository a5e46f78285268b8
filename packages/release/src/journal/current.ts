import type { ReleaseState } from '../machine/state.ts'
import { type LeftService, type Rebuilt, smokeOf } from '../plan/plan.ts'
import type { SmokeCheck } from '../plan/policy.ts'
import type { Artifact } from '../ports/artifacts.ts'
import type { ServiceConfiguration } from '../ports/platform.ts'
import type { PlannedSetting } from '../ports/secrets.ts'
import { type Journal, lastChangedFirst, type ReleaseHead, replay } from './journal.ts'

/** The release that serves in an environment, as the journal knows it. */
export interface LiveRelease {
  readonly release: string
  readonly artifact: Artifact
  /** When it went live; milliseconds since 1970. */
  readonly liveAt: number
  readonly parts: readonly LivePart[]
  /** No journal told of it: it was taken from what the platform keeps, and `settings` are those of the configuration. */
  readonly rebuilt?: Rebuilt
  /** Services of earlier releases that still run, and that this one says nothing of. */
  readonly left?: readonly LeftService[]
}

export interface LivePart {
  readonly service: string
  /** The deployment that runs it now, which is another than at first when a later release was rolled back to it. */
  readonly deployment: string
  readonly configuration: ServiceConfiguration
  readonly settings: readonly PlannedSetting[]
  readonly smoke?: readonly SmokeCheck[]
}

export interface Current {
  readonly live?: LiveRelease
  /** Since when that serves without a break: when it went live, or when a rollback last brought it back. */
  readonly since?: number
  /** A later release that ended so that nobody can be sure what serves. */
  readonly uncertain?: string
  /** The newest release of the environment, however it stands. */
  readonly newest?: ReleaseState
}

/** What serves in an environment: the release that went live last, run by the deployments that later rollbacks gave it. */
export async function currentOf(journal: Journal, environment: string): Promise<Current> {
  const heads = lastChangedFirst(await journal.heads(environment))
  const newest = await newestOf(heads, journal)
  const restored = new Map<string, string>()
  let restoredAt: number | undefined
  let uncertain: string | undefined
  for (const head of heads) {
    const state = newest?.plan.release === head.release ? newest : replay(await journal.entries(head.release))
    if (state.verdict === 'live') {
      const live = asLiveRelease(state, restored)
      return { live, since: restoredAt ?? live.liveAt, ...(uncertain && { uncertain }), ...(newest && { newest }) }
    }
    if (state.verdict === 'rollback failed' || state.verdict === 'unknown') uncertain ??= head.release
    for (const [index, part] of state.parts.entries()) {
      const service = state.plan.parts[index]?.service ?? ''
      if (part.restored !== undefined) restoredAt ??= state.enteredAt
      if (part.restored !== undefined && !restored.has(service)) restored.set(service, part.restored)
    }
  }
  return { ...(uncertain && { uncertain }), ...(newest && { newest }) }
}

async function newestOf(heads: readonly ReleaseHead[], journal: Journal): Promise<ReleaseState | undefined> {
  const [last] = heads.map(({ release }) => release).toSorted((left, right) => (left < right ? 1 : -1))
  return last === undefined ? undefined : replay(await journal.entries(last))
}

/** A release that went live, as one that can serve again. `restored`: deployments that later rollbacks gave its services. */
export function asLiveRelease(state: ReleaseState, restored: ReadonlyMap<string, string> = new Map()): LiveRelease {
  const { plan } = state
  return {
    release: plan.release,
    artifact: plan.artifact,
    liveAt: state.times.live ?? state.enteredAt,
    parts: plan.parts.map((part, index) => ({
      service: part.service,
      deployment: restored.get(part.service) ?? state.parts[index]?.deployment ?? '',
      configuration: part.configuration,
      settings: part.settings,
      smoke: smokeOf(plan, index),
    })),
    ...(plan.left && { left: plan.left }),
  }
}
