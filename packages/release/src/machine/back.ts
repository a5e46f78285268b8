import { type CheckOutcome, judgeCheck } from '../gates/check.ts'
import { inWords } from '../settings/compare.ts'
import type { Event, ForeignDeployment } from './event.ts'
import { deadlineOf } from './next.ts'
import { foreignReason, remarkOn } from './others.ts'
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
  const { touched, deployment, served, phase, overtaken, standing, surveyed } = partOf(state, part)
  const before = state.plan.parts[part]?.before
  if (!touched && deployment === undefined) return []
  const steps: Step[] = []
  if (before !== undefined) {
    steps.push('configure')
    if (served || overtaken !== undefined) steps.push('restore', 'follow')
    else if (deployment !== undefined && phase !== 'failed' && phase !== 'without effect') steps.push('remove')
    steps.push('check')
    // A release that an earlier version inspected is carried on as that version would have done it.
    if (standing !== undefined) steps.push('see-settings')
  } else {
    if (deployment !== undefined) steps.push('remove')
    if (touched && surveyed !== undefined) steps.push('configure', 'see-settings')
  }
  return steps.map((step) => ({ part, step }))
}

/** An event while rolling back. What it brings counts first; only where it brings no step forward does the deadline. */
export function applyBack(state: ReleaseState, event: Event): ReleaseState {
  const after = applyStep(state, event)
  const forward = after.verdict !== undefined || after.back.length < state.back.length
  if (forward || event.at < (deadlineOf(state) ?? Number.POSITIVE_INFINITY)) return after
  if (after.back.every(({ part, step }) => isSetting(step) && after.plan.parts[part]?.before === undefined))
    return finishBack({ ...withoutSettings(after), back: [] }, event.at)
  const trouble = after.trouble?.sentence ?? 'The previous release was not proven to serve again in time.'
  return rollbackFailed(after, event.at, { code: after.trouble?.code ?? 'rollback-timeout', sentence: trouble })
}

function applyStep(state: ReleaseState, event: Event): ReleaseState {
  const step = state.back[0]
  if (step === undefined) return state
  switch (event.kind) {
    case 'configured': {
      const { after } = event.etags ?? {}
      return stepDone(after === undefined ? state : { ...state, etag: after }, event.at)
    }
    case 'removed':
      return stepDone(state, event.at)
    case 'settings-seen':
      return settingsSeen(state, step.part, event)
    case 'removal-refused':
      return replaceStep(withPart(state, step.part, { served: true }), ['restore', 'follow'])
    case 'deployment-created':
      return stepDone(broughtBack(state, step.part, event.deployment), event.at)
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

function broughtBack(state: ReleaseState, part: number, deployment: string): ReleaseState {
  const { restored, restoredInVain = [] } = partOf(state, part)
  if (restored === undefined) return withPart(state, part, { restored: deployment })
  return withPart(state, part, { restored: deployment, restoredInVain: [...restoredInVain, restored] })
}

function seenBack(state: ReleaseState, event: Event & { kind: 'deployment-seen' }): ReleaseState {
  if (event.phase === 'serving') return stepDone(state, event.at)
  if (event.phase !== 'failed' && event.phase !== 'without effect') return state
  const { part = 0 } = state.back[0] ?? {}
  if (event.foreign !== undefined)
    return (
      onceMore(state, part, foreignReason(event.foreign)) ??
      rollbackFailed(state, event.at, foreignReason(event.foreign))
    )
  const sentence = `The previous release's deployment ended as ${event.status}.`
  return rollbackFailed(state, event.at, { code: 'rollback-deployment-failed', sentence })
}

function isSetting(step: Step): boolean {
  return step === 'configure' || step === 'see-settings'
}

/** Says of which services it was not seen that they have their settings of before. Nothing more is done for them. */
function withoutSettings(state: ReleaseState): ReleaseState {
  const unseen = new Set(state.back.filter(({ step }) => step === 'see-settings').map(({ part }) => part))
  return [...unseen].reduce<ReleaseState>((after, part) => {
    const { service } = after.plan.parts[part] ?? {}
    const isSaid = partOf(after, part).noticed?.some(({ code }) => code === 'settings-not-restored')
    const sentence = `It was not seen that ${service} has its settings of before again.`
    return isSaid === true ? after : remarkOn(after, part, notRestored(sentence))
  }, state)
}

function notRestored(sentence: string) {
  const wayOut = 'Set them on Railway by hand; the next release sets its own.'
  return { code: 'settings-not-restored', sentence, wayOut }
}

/** Settings that are not as before are set once more, when everything else is done; then it is said that they are not. */
function settingsSeen(
  state: ReleaseState,
  part: number,
  { differences, at, foreign }: Event & { kind: 'settings-seen' },
): ReleaseState {
  const { environment, parts, policy } = state.plan
  if (foreign !== undefined && parts[part]?.before !== undefined) return awaitForeign(state, part, at, foreign)
  // Without anything of ours to bring back it stays; nobody knows then what serves.
  if (foreign !== undefined && partOf(state, part).overtaken === undefined)
    return settingsSeen(withPart(state, part, { overtaken: foreign.deployment }), part, {
      kind: 'settings-seen',
      part,
      differences,
      at,
    })
  if (differences.length === 0) return stepDone(state, at)
  const unlike = (partOf(state, part).unlike ?? 0) + 1
  const trouble = {
    code: 'settings-not-restored',
    sentence: `${parts[part]?.service} in ${environment} does not have its settings of before: ${inWords(differences)}.`,
  }
  const rest = state.back.slice(1)
  const tried = { ...withPart(state, part, { unlike }), trouble, lookedAt: at, bad: 0 }
  if (unlike < policy.failures || (rest.length > 0 && parts[part]?.before !== undefined))
    return { ...tried, back: [...rest, { part, step: 'configure' }, { part, step: 'see-settings' }] }
  if (parts[part]?.before !== undefined) return rollbackFailed(tried, at, trouble)
  return stepDone(remarkOn(state, part, notRestored(trouble.sentence)), at)
}

/** Until it has come to something nobody can say that the old one is what serves; then it is checked once more. */
function awaitForeign(state: ReleaseState, part: number, at: number, foreign: ForeignDeployment): ReleaseState {
  const again: BackStep[] = [
    { part, step: 'check' },
    { part, step: 'see-settings' },
  ]
  return {
    ...state,
    trouble: foreignReason(foreign),
    lookedAt: at,
    good: 0,
    bad: 0,
    back: [...state.back.slice(1), ...again],
  }
}

/** Where the old one does not answer although it was left running, it is brought back like one that was replaced. */
function checkedBack(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): ReleaseState {
  const { policy } = state.plan
  const outcome = judgeOld(state, part, event)
  if (outcome.outcome === 'good') {
    const good = state.good + 1
    const seen = asProven(state, part, event)
    return good >= policy.passes ? stepDone({ ...seen, good: 0 }, event.at) : { ...seen, good, bad: 0 }
  }
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
function onceMore(state: ReleaseState, part: number, trouble: Reason): ReleaseState | undefined {
  const unlike = (partOf(state, part).unlike ?? 0) + 1
  if (unlike >= state.plan.policy.failures) return undefined
  const isChecked = state.back[0]?.step === 'check'
  const steps: Step[] = ['configure', 'restore', 'follow', ...(isChecked ? ['check' as const] : [])]
  return { ...replaceStep(withPart(state, part, { unlike }), steps), trouble }
}

/**
 * A process that was started anew must have the settings of now. One that went on all the time has those it was started
 * with, and secrets may have been changed since: that is no reason to start it anew.
 */
function judgeOld(state: ReleaseState, part: number, event: Event & { kind: 'checked' }): CheckOutcome {
  const { settings: _settings, foreign, ...answers } = event
  const startedAnew = partOf(state, part).restored !== undefined
  const demand = demandOf(state, part, 'old')
  const outcome = startedAnew
    ? judgeCheck(demand, expected(state, part, 'old'), event)
    : judgeCheck({ ...demand, settings: 'where-echoed' }, expected(state, part, 'old'), answers)
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

function soughtBack(state: ReleaseState, part: number, event: Event & { kind: 'sought' }): ReleaseState {
  if (event.deployment === undefined) return stepDone(state, event.at)
  const found = withPart(state, part, { deployment: event.deployment, phase: 'moving' })
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
  const served = state.parts.some(
    (part, index) => (part.served || part.overtaken !== undefined) && state.plan.parts[index]?.before !== undefined,
  )
  const lost = state.reason?.code === 'outcome-unknown' && partOf(state, state.part).deployment === undefined
  // What somebody else started is not ours to take away, and there is nothing of ours to put in its place.
  const foreign = state.parts.some((part, index) => part.overtaken !== undefined && !state.plan.parts[index]?.before)
  const verdict = lost || foreign ? 'unknown' : served ? 'rolled back' : 'failed'
  return { ...enter(state, 'ended', at), verdict }
}

function rollbackFailed(state: ReleaseState, at: number, { code, sentence }: Reason): ReleaseState {
  const first = state.reason?.sentence ?? ''
  const named = namedFor(state, state.back[0]?.part ?? state.part, sentence)
  const reason = { code, ...named, sentence: `${named.sentence} The release was going back because: ${first}` }
  return { ...enter(withoutSettings(state), 'ended', at), verdict: 'rollback failed', reason }
}
