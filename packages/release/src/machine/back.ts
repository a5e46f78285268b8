import { judgeCheck } from '../gates/check.ts'
import type { Event } from './event.ts'
import { deadlineOf } from './next.ts'
import { demandOf, enter, expected, partOf, withPart } from './part.ts'
import type { BackStep, Reason, ReleaseState } from './state.ts'

type Step = BackStep['step']

/**
 * Going back: what was touched is put back, last part first. A part whose new deployment may have reached users gets
 * its previous deployment again; one that never served is only taken away, because the old one never stopped serving.
 * A part that is there for the first time is taken away too. `at` is milliseconds since 1970, `failed` the part that the
 * reason is about, unless it is about the release as a whole.
 */
export function goBack(
  state: ReleaseState,
  at: number,
  reason: Reason,
  failed: number | 'whole' = state.part,
): ReleaseState {
  const { code } = reason
  const steps: BackStep[] = []
  for (let part = state.parts.length - 1; part >= 0; part--) steps.push(...stepsFor(state, part))
  // An upload that left no trace may yet land; it is looked for once more when everything else is as it was.
  if (code === 'outcome-unknown' && partOf(state, state.part).deployment === undefined) {
    steps.push({ part: state.part, step: 'seek' })
  }
  const named = { code, ...namedFor(state, failed, reason.sentence) }
  const entered = { ...enter(state, 'rolling back', at), reason: named, back: steps }
  return steps.length === 0 ? finishBack(entered, at) : entered
}

/** A sentence about one of several services names it. */
function namedFor({ plan }: ReleaseState, part: number | 'whole', sentence: string) {
  const service = part === 'whole' ? undefined : plan.parts[part]?.service
  if (service === undefined) return { sentence }
  return { sentence: plan.parts.length > 1 ? `${service}: ${sentence}` : sentence, service }
}

function stepsFor(state: ReleaseState, part: number): BackStep[] {
  const { touched, deployment, served, phase } = partOf(state, part)
  const before = state.plan.parts[part]?.before
  if (!touched && deployment === undefined) return []
  const steps: Step[] = []
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

/** An event while rolling back. What it brings counts first; only where it brings no step forward does the deadline. */
export function applyBack(state: ReleaseState, event: Event): ReleaseState {
  const after = applyStep(state, event)
  const forward = after.verdict !== undefined || after.back.length < state.back.length
  if (forward || event.at < (deadlineOf(state) ?? Number.POSITIVE_INFINITY)) return after
  const trouble = after.trouble?.sentence ?? 'The previous release was not proven to serve again in time.'
  return rollbackFailed(after, event.at, { code: after.trouble?.code ?? 'rollback-timeout', sentence: trouble })
}

function applyStep(state: ReleaseState, event: Event): ReleaseState {
  const step = state.back[0]
  if (step === undefined) return state
  switch (event.kind) {
    case 'configured':
    case 'removed':
      return stepDone(state, event.at)
    case 'removal-refused':
      return replaceStep(withPart(state, step.part, { served: true }), ['restore', 'follow'])
    case 'deployment-created':
      return stepDone(withPart(state, step.part, { restored: event.deployment }), event.at)
    case 'deployment-seen':
      return seenBack(state, event)
    case 'checked':
      return checkedBack(state, step.part, event)
    case 'sought':
      return soughtBack(state, step.part, event)
    case 'effect-failed':
      return failedBack(state, step, event)
    default:
      return state
  }
}

function seenBack(state: ReleaseState, event: Event & { kind: 'deployment-seen' }): ReleaseState {
  if (event.phase === 'serving') return stepDone(state, event.at)
  if (event.phase !== 'failed' && event.phase !== 'without effect') return state
  const sentence = `The previous release's deployment ended as ${event.status}.`
  return rollbackFailed(state, event.at, { code: 'rollback-deployment-failed', sentence })
}

/** Where the old one does not answer although it was left running, it is brought back like one that was replaced. */
function checkedBack(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): ReleaseState {
  const { policy } = state.plan
  const outcome = judgeCheck(demandOf(state, part, 'old'), expected(state, part, 'old'), event)
  if (outcome.outcome === 'good') {
    const good = state.good + 1
    return good >= policy.passes ? stepDone({ ...state, good: 0 }, event.at) : { ...state, good, bad: 0 }
  }
  const bad = state.bad + 1
  const trouble = {
    code: 'rollback-not-proven',
    sentence: `The previous release is not proven to serve. ${outcome.sentence}`,
  }
  if (bad < policy.failures || partOf(state, part).restored !== undefined) return { ...state, good: 0, bad, trouble }
  return { ...replaceStep(withPart(state, part, { served: true }), ['restore', 'follow', 'check']), trouble }
}

function soughtBack(state: ReleaseState, part: number, event: Event & { kind: 'sought' }): ReleaseState {
  if (event.deployment === undefined) return stepDone(state, event.at)
  const { phase = 'moving' } = event
  const found = withPart(state, part, { deployment: event.deployment, phase })
  // What has ended by now, be it that the old one has taken its place again, leaves nothing to be done.
  if (phase === 'failed' || phase === 'without effect') return stepDone(found, event.at)
  return replaceStep(
    found,
    stepsFor(found, part).map(({ step }) => step),
  )
}

function failedBack(
  state: ReleaseState,
  { part, step }: BackStep,
  event: Event & { kind: 'effect-failed' },
): ReleaseState {
  const trouble = { code: event.code, sentence: event.sentence }
  if (step === 'restore' && event.acted === 'no' && !partOf(state, part).cold) {
    return { ...replaceStep(withPart(state, part, { cold: true }), ['upload']), trouble }
  }
  // A second deployment of the old release, made without knowing of a first, would be a third thing.
  const creates = step === 'restore' || step === 'upload'
  if (creates && event.acted === 'unknown') return rollbackFailed(state, event.at, trouble)
  const bad = state.bad + 1
  const again = { ...state, bad, trouble, lookedAt: event.at }
  const mayWait = step === 'configure' && state.back.some((each, index) => index > 0 && each.part === part)
  return mayWait && bad >= state.plan.policy.failures ? laterInItsPart(again) : again
}

/** What serves comes before what it is set to: settings that will not go back must not keep a bad release in traffic. */
function laterInItsPart(state: ReleaseState): ReleaseState {
  const [first, ...rest] = state.back
  if (first === undefined) return state
  const last = rest.findLastIndex((each) => each.part === first.part)
  return { ...state, bad: 0, back: [...rest.slice(0, last + 1), first, ...rest.slice(last + 1)] }
}

function stepDone(state: ReleaseState, at: number): ReleaseState {
  const { trouble: _trouble, ...kept } = state
  const rest = { ...kept, back: state.back.slice(1), good: 0, bad: 0 }
  return rest.back.length === 0 ? finishBack(rest, at) : rest
}

/** Puts other steps in the place of the first one. */
function replaceStep(state: ReleaseState, steps: readonly Step[]): ReleaseState {
  const [first, ...rest] = state.back
  if (first === undefined) return state
  return { ...state, good: 0, bad: 0, back: [...steps.map((step) => ({ part: first.part, step })), ...rest] }
}

function finishBack(state: ReleaseState, at: number): ReleaseState {
  const served = state.parts.some((part, index) => part.served && state.plan.parts[index]?.before !== undefined)
  const lost = state.reason?.code === 'outcome-unknown' && partOf(state, state.part).deployment === undefined
  const verdict = lost ? 'unknown' : served ? 'rolled back' : 'failed'
  return { ...enter(state, 'ended', at), verdict }
}

function rollbackFailed(state: ReleaseState, at: number, { code, sentence }: Reason): ReleaseState {
  const first = state.reason?.sentence ?? ''
  const named = namedFor(state, state.back[0]?.part ?? state.part, sentence)
  const reason = { code, ...named, sentence: `${named.sentence} The release was going back because: ${first}` }
  return { ...enter(state, 'ended', at), verdict: 'rollback failed', reason }
}
