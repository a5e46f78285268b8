import { goBack } from '../machine/back.ts'
import { enter } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Plan } from '../plan/plan.ts'
import { defaultComparison, defaultObjectives, defaultPolicy } from '../plan/policy.ts'
import type { Entry, Led } from './entry.ts'

/** A plan with what was not known yet when it was written, but for what would have had it judged otherwise. */
export function completed(plan: Plan): Plan {
  const { overlapMarginMs } = plan.policy
  const policy = {
    ...defaultPolicy,
    ...plan.policy,
    objectives: { ...defaultObjectives, ...plan.policy.objectives },
    comparison: { ...defaultComparison, ...plan.policy.comparison },
  }
  const { overlapMarginMs: _margin, ...withoutMargin } = policy
  return { ...plan, policy: overlapMarginMs === undefined ? withoutMargin : policy }
}

/** The state that an entry says it led to, whatever would be made of it today. */
export function asRecorded(state: ReleaseState, at: number, { state: name, part, verdict, reason }: Led): ReleaseState {
  if (state.state === name && state.verdict === verdict) return state
  if (name === 'rolling back' && reason !== undefined) return goBack(state, at, reason)
  return { ...enter(state, name, at), part, back: [], ...(verdict && { verdict }), ...(reason && { reason }) }
}

const judged: ReadonlySet<ReleaseState['state']> = new Set(['configuring', 'deploying', 'verifying', 'baking'])

const unknownReason = {
  code: 'judged-earlier',
  sentence: 'An earlier version of kickai went back; this version cannot tell why.',
}

/**
 * Entries that do not tell where they led are judged as they were judged then, as far as what was done next shows it:
 * who puts the old release back goes back, and who told of the end without that went live.
 */
export function asItWent(state: ReleaseState, entry: Entry, wentBack: boolean): ReleaseState {
  if (state.verdict !== undefined) return state
  if (entry.kind === 'intent' && goesBack(entry) && judged.has(state.state))
    return goBack(state, entry.at, unknownReason)
  if (entry.kind !== 'result' || entry.event.kind !== 'notified' || entry.event.about !== undefined || wentBack)
    return state
  const { reason: _reason, ...live } = enter(state, 'live', entry.at)
  return { ...live, back: [], verdict: 'live' }
}

/** Whether an entry is the beginning of a step back. */
export function goesBack(entry: Entry): boolean {
  if (entry.kind !== 'intent') return false
  return entry.effect.kind === 'remove' || ('side' in entry.effect && entry.effect.side === 'old')
}
