import type { ExpectedIdentity } from '../gates/identity.ts'
import type { Side } from './effect.ts'
import type { PartState, Reason, ReleaseState, StateName } from './state.ts'

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
  return { ...kept, state: name, enteredAt: at, times, good: 0, bad: 0, watched: 0, ill: 0 }
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
