import { adopted, broughtBack, sentAgain } from './back-again.ts'
import { checkedBack, onceMore } from './back-check.ts'
import { isSetting, settingsSeen } from './back-settings.ts'
import {
  finishBack,
  namedFor,
  notSought,
  replaceStep,
  rollbackFailed,
  type Step,
  stepDone,
  withoutSettings,
} from './back-steps.ts'
import type { Event } from './event.ts'
import { deadlineOf } from './next.ts'
import { foreignReason, withImageLeft } from './others.ts'
import { enter, partOf, withPart } from './part.ts'
import type { BackStep, Reason, ReleaseState } from './state.ts'

/**
 * Going back: what was touched is put back, last part first. A part whose new deployment may have reached users gets
 * its previous deployment again; one that never served is only taken away, because the old one never stopped serving.
 * A part that is there for the first time is taken away too. `at` is milliseconds since 1970, `failed` the part that the
 * reason is about, unless it is about the release as a whole.
 */
export function goBack(
  from: ReleaseState,
  at: number,
  reason: Reason,
  failed: number | 'whole' = from.part,
): ReleaseState {
  const { code } = reason
  const isBrokenOff = brokenOff.has(code)
  // Settings that somebody began to change and did not live to tell of count as changed.
  const state = isBrokenOff && from.state === 'configuring' ? withPart(from, from.part, { touched: true }) : from
  const steps: BackStep[] = []
  for (let part = state.parts.length - 1; part >= 0; part--) steps.push(...stepsFor(state, part))
  // An upload that left no trace may yet land; it is looked for once more when everything else is as it was.
  const mayLand = code === 'outcome-unknown' || (isBrokenOff && state.state === 'deploying')
  if (mayLand && partOf(state, state.part).deployment === undefined) {
    steps.push({ part: state.part, step: 'seek' })
  }
  const named = { code, ...namedFor(state, failed, reason.sentence) }
  const entered = { ...enter(state, 'rolling back', at), reason: named, back: steps }
  if (wouldMeetNewData(state)) return rollbackFailed({ ...entered, back: [] }, at, afterMigration)
  return steps.length === 0 ? finishBack(entered, at) : entered
}

/**
 * Whether a release before would be run on what a command has changed that ran before a deployment which may have reached
 * users. Then a person decides, unless the environment says that it may be.
 */
function wouldMeetNewData({ plan, parts }: ReleaseState): boolean {
  if (plan.policy.afterMigration === true) return false
  return parts.some(
    ({ standing, served, overtaken }, part) =>
      standing?.migrates === true && (served || overtaken !== undefined) && plan.parts[part]?.before !== undefined,
  )
}

const afterMigration: Reason = {
  code: 'rollback-after-migration',
  sentence:
    'A command ran before the deployment, and the release before may not be able to work with what it changed, so nothing was brought back. ' +
    'Look, then call "kickai rollback"; rollback.afterMigration in the configuration lets it be done by itself.',
}

/** Reasons that come whatever is under way just then. */
const brokenOff: ReadonlySet<string> = new Set(['journal-lost', 'release-timeout'])

/**
 * Nobody may be there to watch what has traffic, so that goes back first. A change of settings may have been broken off in
 * the middle.
 */
export function journalLost(state: ReleaseState, { at, sentence }: Event & { kind: 'journal-lost' }): ReleaseState {
  const touched = state.state === 'configuring' ? withPart(state, state.part, { touched: true }) : state
  const going = goBack(touched, at, { code: 'journal-lost', sentence }, 'whole')
  const hasTraffic = ({ part }: BackStep) => partOf(going, part).served
  return { ...going, back: [...going.back.filter(hasTraffic), ...going.back.filter((step) => !hasTraffic(step))] }
}

function stepsFor(state: ReleaseState, part: number): BackStep[] {
  const { touched, deployment, served, phase, overtaken, standing, surveyed } = partOf(state, part)
  const before = state.plan.parts[part]?.before
  if (!touched && deployment === undefined) return []
  const steps: Step[] = []
  if (before !== undefined) {
    const mayStillServe = deployment !== undefined && !served && phase !== 'failed' && phase !== 'without effect'
    steps.push('configure')
    if (served || overtaken !== undefined) steps.push('restore', 'follow')
    if (mayStillServe) steps.push('remove')
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
  if (after.back.every(({ step }) => step === 'seek')) return notSought(after, event.at)
  const trouble = after.trouble?.sentence ?? 'The previous release was not proven to serve again in time.'
  return rollbackFailed(after, event.at, { code: after.trouble?.code ?? 'rollback-timeout', sentence: trouble })
}

function applyStep(state: ReleaseState, event: Event): ReleaseState {
  const step = state.back[0]
  if (step === undefined) return state
  switch (event.kind) {
    case 'configured':
      return configuredBack(state, step.part, event)
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

/** What was brought back before its settings could be set runs with those of the new release: it is started once more. */
function configuredBack(from: ReleaseState, part: number, event: Event & { kind: 'configured' }): ReleaseState {
  const { after } = event.etags ?? {}
  const state = withImageLeft(from, part, event.imageLeft)
  // They were to be set again later as well, where that had failed at first; once is enough.
  const back = state.back.filter((each, index) => index === 0 || each.part !== part || each.step !== 'configure')
  const set = { ...state, back, ...(after !== undefined && { etag: after }) }
  const { startedUnset, cold } = partOf(state, part)
  if (startedUnset !== true) return stepDone(set, event.at)
  return replaceStep(withPart(set, part, { startedUnset: false }), [cold ? 'upload' : 'restore', 'follow', 'check'])
}

function seenBack(state: ReleaseState, event: Event & { kind: 'deployment-seen' }): ReleaseState {
  if (event.phase === 'serving') return stepDone(state, event.at)
  if (event.phase !== 'failed' && event.phase !== 'without effect') return state
  const { part = 0 } = state.back[0] ?? {}
  if (event.foreign?.copy === true) return adopted(state, part, event.foreign)
  if (event.foreign !== undefined)
    return (
      onceMore(state, part, foreignReason(event.foreign)) ??
      rollbackFailed(state, event.at, foreignReason(event.foreign))
    )
  const sentence = `The previous release's deployment ended as ${event.status}.`
  return rollbackFailed(state, event.at, { code: 'rollback-deployment-failed', sentence })
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
  { part, step, known }: BackStep,
  event: Event & { kind: 'effect-failed' },
): ReleaseState {
  const trouble = { code: event.code, sentence: event.sentence }
  if (step === 'restore' && event.acted === 'no') {
    const [, ...rest] = state.back
    const upload: BackStep = { part, step: 'upload', ...(known && { known }) }
    return { ...withPart(state, part, { cold: true }), good: 0, bad: 0, back: [upload, ...rest], trouble }
  }
  // A second deployment of the old release, made without knowing of a first, would be a third thing.
  const creates = step === 'restore' || step === 'upload'
  if (creates && event.acted === 'unknown')
    return sentAgain(state, event, trouble) ?? rollbackFailed(state, event.at, trouble)
  const bad = state.bad + 1
  const again = { ...state, bad, trouble, lookedAt: event.at }
  const mayWait = step === 'configure' && state.back.some((each, index) => index > 0 && each.part === part)
  return mayWait && bad >= state.plan.policy.failures ? laterInItsPart(again) : again
}

/** What serves comes before what it is set to: settings that will not go back must not keep a bad release in traffic. */
function laterInItsPart(state: ReleaseState): ReleaseState {
  const [first, ...rest] = state.back
  if (first === undefined) return state
  const isLater = (each: BackStep) => each.part === first.part
  // What is seen before they are set would only have them set, and the old one started, once more.
  const beforeSeen = rest.findLastIndex((each) => isLater(each) && each.step !== 'see-settings')
  const last = beforeSeen < 0 ? rest.findLastIndex(isLater) : beforeSeen
  return { ...state, bad: 0, back: [...rest.slice(0, last + 1), first, ...rest.slice(last + 1)] }
}
