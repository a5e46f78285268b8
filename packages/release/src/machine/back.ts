import { judgeCheck } from '../gates/check.ts'
import type { Event } from './event.ts'
import { enter, expected, partOf, withPart } from './part.ts'
import type { BackStep, PartState, Reason, ReleaseState } from './state.ts'

/**
 * Going back: what was touched is put back, last part first. A part whose new deployment may have reached users gets
 * its previous deployment again; one that never served is only taken away, because the old one never stopped serving.
 */
export function goBack(state: ReleaseState, at: number, reason: Reason): ReleaseState {
  const steps: BackStep[] = []
  for (let part = state.parts.length - 1; part >= 0; part--) steps.push(...stepsFor(state, part))
  const entered = { ...enter(state, 'rolling back', at), reason, back: steps }
  return steps.length === 0 ? finishBack(entered, at) : entered
}

function stepsFor(state: ReleaseState, part: number): BackStep[] {
  const { touched, deployment, served, phase } = partOf(state, part)
  const before = state.plan.parts[part]?.before
  if (!touched && deployment === undefined) return []
  const steps: BackStep['step'][] = []
  if (before !== undefined) {
    steps.push('configure')
    if (served) steps.push('restore', 'follow')
    else if (deployment !== undefined && phase !== 'failed' && phase !== 'without effect') steps.push('remove')
    steps.push('check')
  } else if (deployment !== undefined) {
    steps.push('remove')
  }
  return steps.map((step) => ({ part, step }))
}

/** An event while rolling back. */
export function applyBack(state: ReleaseState, event: Event): ReleaseState {
  const step = state.back[0]
  if (step === undefined) return state
  if (event.at >= state.enteredAt + state.plan.policy.rollbackMs) {
    return rollbackFailed(
      state,
      event.at,
      'rollback-timeout',
      'The previous release was not proven to serve again in time.',
    )
  }
  switch (event.kind) {
    case 'configured':
    case 'removed':
      return stepDone(state, event.at)
    case 'removal-refused':
      return replaceStep(withPart(state, step.part, { served: true }), ['restore', 'follow'])
    case 'deployment-created':
      return stepDone(withPart(state, step.part, { restored: event.deployment }), event.at)
    case 'deployment-seen':
      if (event.phase === 'serving') return stepDone(state, event.at)
      return rollbackFailed(
        state,
        event.at,
        'rollback-deployment-failed',
        `The previous release's deployment ended as ${event.status}.`,
      )
    case 'checked':
      return checkedBack(state, step.part, event)
    case 'effect-failed':
      if (step.step === 'restore' && event.acted === 'no' && !partOf(state, step.part).cold) {
        return replaceStep(withPart(state, step.part, { cold: true }), ['upload'])
      }
      // What surely changed nothing is simply tried again, until the deadline above.
      if (event.acted === 'no') return { ...state, lookedAt: event.at }
      return rollbackFailed(state, event.at, event.code, event.sentence)
    default:
      return state
  }
}

function checkedBack(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): ReleaseState {
  const { policy } = state.plan
  const outcome = judgeCheck(policy, expected(state, part, 'old'), true, event.health, [])
  if (outcome.outcome !== 'good') return { ...state, good: 0 }
  const good = state.good + 1
  return good >= policy.passes ? stepDone({ ...state, good: 0 }, event.at) : { ...state, good }
}

function stepDone(state: ReleaseState, at: number): ReleaseState {
  const rest = { ...state, back: state.back.slice(1), good: 0, bad: 0 }
  return rest.back.length === 0 ? finishBack(rest, at) : rest
}

/** Puts other steps in the place of the first one. */
function replaceStep(state: ReleaseState, steps: readonly BackStep['step'][]): ReleaseState {
  const [first, ...rest] = state.back
  if (first === undefined) return state
  return { ...state, back: [...steps.map((step) => ({ part: first.part, step })), ...rest] }
}

function finishBack(state: ReleaseState, at: number): ReleaseState {
  const served = state.parts.some(
    (part: PartState, index) => part.served && state.plan.parts[index]?.before !== undefined,
  )
  const verdict = state.reason?.code === 'outcome-unknown' ? 'unknown' : served ? 'rolled back' : 'failed'
  return { ...enter(state, 'ended', at), verdict }
}

function rollbackFailed(state: ReleaseState, at: number, code: string, sentence: string): ReleaseState {
  const first = state.reason?.sentence ?? ''
  return {
    ...enter(state, 'ended', at),
    verdict: 'rollback failed',
    reason: { code, sentence: `${sentence} The release was going back because: ${first}` },
  }
}
