import type { Demand } from '../gates/check.ts'
import type { ExpectedIdentity } from '../gates/identity.ts'
import { smokeOf } from '../plan/plan.ts'
import { kindOf, type ServiceConfiguration } from '../ports/platform.ts'
import type { Side } from './effect.ts'
import type { Looks, PartState, Reason, ReleaseState, StateName } from './state.ts'

/** The state of one part. */
export function partOf(state: ReleaseState, part: number): PartState {
  const found = state.parts[part]
  if (found === undefined) throw new RangeError(`A release of ${state.parts.length} parts has no part ${part}.`)
  return found
}

/** The same release with one part changed. */
export function withPart(state: ReleaseState, part: number, change: Partial<PartState>): ReleaseState {
  return { ...state, parts: state.parts.map((each, index) => (index === part ? { ...each, ...change } : each)) }
}

/** The same release in another state, counters at zero. */
export function enter(state: ReleaseState, name: StateName, at: number): ReleaseState {
  const times = state.times[name] === undefined ? { ...state.times, [name]: at } : state.times
  const { lookedAt: _lookedAt, ...kept } = state
  const parts = state.parts.map(({ looks: _looks, ...part }) => part)
  return { ...kept, state: name, enteredAt: at, times, parts, good: 0, bad: 0 }
}

export const noLooks: Looks = { good: 0, bad: 0, all: 0, ill: 0, lastAt: 0 }

/** Whose service is looked at now: the old one's while going back. */
export function sideOf({ state }: Pick<ReleaseState, 'state'>): Side {
  return state === 'rolling back' ? 'old' : 'new'
}

/** How a part's service is to run on a side. Of the old side where there was nothing before: as the new one. */
export function configurationOf({ plan }: ReleaseState, part: number, side: Side): ServiceConfiguration {
  const planned = plan.parts[part]
  if (planned === undefined) throw new RangeError(`A release of ${plan.parts.length} parts has no part ${part}.`)
  return (side === 'old' ? planned.before : undefined)?.configuration ?? planned.configuration
}

/**
 * What is demanded of a part's service. The smoke checks and the proof of settings are asked of the new release; the old
 * one was live without them, perhaps.
 */
export function demandOf(state: ReleaseState, part: number, side: Side): Demand {
  return {
    kind: kindOf(configurationOf(state, part, side)),
    identity: state.plan.policy.identity,
    settings: (side === 'new' ? state.plan.policy.settingsProof : undefined) ?? 'where-echoed',
    smoke: side === 'new' ? smokeOf(state.plan, part) : [],
  }
}

/** The same release, ended before anything changed. */
export function block(state: ReleaseState, at: number, { code, sentence }: Reason): ReleaseState {
  return { ...enter(state, 'ended', at), verdict: 'blocked', reason: { code, sentence } }
}

/** Who should answer for a part: the new release, or the one before it. */
export function expected(state: ReleaseState, part: number, side: Side): ExpectedIdentity {
  const { deployment, restored } = partOf(state, part)
  if (side === 'new') return { deployment: deployment ?? '', digest: state.plan.artifact.digest }
  const before = state.plan.parts[part]?.before
  return { deployment: restored ?? before?.deployment ?? '', digest: before?.digest ?? '' }
}
