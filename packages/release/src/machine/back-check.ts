import { type CheckOutcome, judgeCheck } from '../gates/check.ts'
import { adopted } from './back-again.ts'
import { replaceStep, type Step, stepDone } from './back-steps.ts'
import type { Event } from './event.ts'
import { foreignReason, remarkOn } from './others.ts'
import { demandOf, expected, partOf, withPart } from './part.ts'
import type { Reason, ReleaseState } from './state.ts'

/** Where the old one does not answer although it was left running, it is brought back like one that was replaced. */
export function checkedBack(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): ReleaseState {
  const { policy } = state.plan
  const outcome = judgeOld(state, part, event)
  if (outcome.outcome === 'good') {
    const good = state.good + 1
    const seen = asProven(state, part, event)
    return good >= policy.passes ? stepDone({ ...seen, good: 0 }, event.at) : { ...seen, good, bad: 0 }
  }
  if (event.foreign?.copy === true) return adopted(state, part, event.foreign)
  const bad = state.bad + 1
  const trouble = {
    code: event.foreign === undefined ? 'rollback-not-proven' : 'foreign-deployment',
    sentence: `The previous release is not proven to serve. ${outcome.sentence}`,
  }
  if (bad < policy.failures) return { ...state, good: 0, bad, trouble }
  if (partOf(state, part).restored !== undefined) {
    const again = outcome.code === 'settings-other' ? onceMore(state, part, trouble) : undefined
    return again ?? { ...state, good: 0, bad, trouble }
  }
  return { ...replaceStep(withPart(state, part, { served: true }), ['restore', 'follow', 'check']), trouble }
}

/** Somebody else came between the old release and its settings: it is brought back again, as often as checks may fail. */
export function onceMore(state: ReleaseState, part: number, trouble: Reason): ReleaseState | undefined {
  const unlike = (partOf(state, part).unlike ?? 0) + 1
  if (unlike >= state.plan.policy.failures) return undefined
  const isChecked = state.back[0]?.step === 'check'
  const again = partOf(state, part).cold ? 'upload' : 'restore'
  const steps: Step[] = ['configure', again, 'follow', ...(isChecked ? ['check' as const] : [])]
  return { ...replaceStep(withPart(state, part, { unlike }), steps), trouble }
}

/**
 * A process that was started anew must have the settings of now. One that went on all the time has those it was started
 * with, and secrets may have been changed since: that is no reason to start it anew.
 */
function judgeOld(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): CheckOutcome {
  const { settings: _settings, foreign, ...answers } = event
  const startedAnew = partOf(state, part).restored !== undefined
  const seen = startedAnew ? event : answers
  const outcome = judgeCheck(demandOf(state, part, 'old'), expected(state, part, 'old'), seen)
  return foreign === undefined || outcome.outcome === 'good' ? outcome : { outcome: 'wait', ...foreignReason(foreign) }
}

function asProven(state: ReleaseState, part: number, { settings }: Event & { kind: 'checked' }): ReleaseState {
  const seen = withPart(state, part, { settings: settings === 'same' ? 'proven' : 'not proven' })
  if (settings !== 'other') return seen
  return remarkOn(seen, part, {
    code: 'settings-older',
    sentence: 'The previous release went on with the settings it was started with, which are not those of now.',
    wayOut: 'Where a secret was changed, "kickai deploy" or a restart on Railway gives the service its new value.',
  })
}
