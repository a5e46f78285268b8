import { kindOf } from '../ports/platform.ts'
import { apply } from './apply.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { nextHook } from './hooks.ts'
import { graceMs, longest, overlapMs } from './overlap.ts'
import { partOf } from './part.ts'
import type { ReleaseState } from './state.ts'

/**
 * What a release wants done next, or undefined when it wants nothing: it has ended, waits for a person, or has not
 * started. It depends on the state alone, so whoever resumes a release learns the same from the journal.
 */
export function next(state: ReleaseState): Effect | undefined {
  switch (state.state) {
    case 'planned':
      return undefined
    case 'leased':
      return { kind: 'take-lease' }
    case 'preflight':
      return nextHook(state) ?? { kind: 'inspect' }
    case 'awaiting approval':
      return waiting(state)
    case 'configuring':
      return measuring(state) ?? surveying(state) ?? { kind: 'configure', part: state.part, side: 'new' }
    case 'deploying':
      return deploying(state)
    case 'verifying':
      return { kind: 'check', part: state.part, notBefore: dueAfter(state) }
    case 'baking':
      return watching(state)
    case 'rolling back':
      return goingBack(state)
    case 'live':
    case 'ended':
      return ending(state)
  }
}

/** The machine as one function: the state after an event and the effect it wants. */
export function step(
  state: ReleaseState,
  event: Event,
): { readonly state: ReleaseState; readonly effect: Effect | undefined } {
  const after = apply(state, event)
  return { state: after, effect: next(after) }
}

/**
 * Before the first change the previous release is measured, for the new one to be compared with. A release that a person
 * goes back from is nothing to compare with, and neither is a service without users' requests.
 */
function measuring(state: ReleaseState): Effect | undefined {
  if (state.plan.kind === 'rollback' || state.part > 0) return undefined
  const part = state.plan.parts.findIndex(
    (each, index) =>
      each.before !== undefined &&
      kindOf(each.configuration) === 'web' &&
      kindOf(each.before.configuration) === 'web' &&
      partOf(state, index).measured === undefined,
  )
  const before = state.plan.parts[part]?.before
  return before && { kind: 'measure', part, deployment: before.deployment }
}

/** Right before the first change it is noted what there is, for all parts. */
function surveying(state: ReleaseState): Effect | undefined {
  if (state.parts.some(({ touched }) => touched)) return undefined
  const part = state.parts.findIndex(({ surveyed }) => surveyed === undefined)
  return part < 0 ? undefined : { kind: 'survey', part }
}

function deploying(state: ReleaseState): Effect {
  const { deployment, cold } = partOf(state, state.part)
  const source = state.plan.parts[state.part]?.source
  if (deployment !== undefined) {
    return { kind: 'follow', part: state.part, deployment, until: deadlineOf(state) ?? state.enteredAt }
  }
  if (source?.how === 'restore' && !cold)
    return { kind: 'restore', part: state.part, side: 'new', deployment: source.deployment }
  return { kind: 'upload', part: state.part, side: 'new' }
}

/** Each part is looked at in its own time; the one that is due first is next. */
function watching(state: ReleaseState): Effect {
  const due = state.parts.map((_, part) => dueInBaking(state, part))
  const notBefore = Math.min(...due)
  return { kind: 'watch', part: due.indexOf(notBefore), notBefore, since: state.enteredAt }
}

/** A schedule is slow, and looking costs the platform's allowance of requests; what was ill is looked at soon again. */
function dueInBaking(state: ReleaseState, part: number): number {
  const { looks } = partOf(state, part)
  if (looks === undefined) return state.enteredAt
  const { checkEveryMs, figuresEveryMs } = state.plan.policy
  const { configuration = {} } = state.plan.parts[part] ?? {}
  const seldom = kindOf(configuration) === 'cron' && looks.bad === 0
  return looks.lastAt + (seldom ? Math.max(checkEveryMs, figuresEveryMs) : checkEveryMs)
}

function goingBack(state: ReleaseState): Effect | undefined {
  const [first] = state.back
  if (first === undefined) return undefined
  const { part, step, known } = first
  const again = known && { known }
  const { deployment, restored, unsettledUntil = 0 } = partOf(state, part)
  const until = deadlineOf(state) ?? state.enteredAt
  const notBefore = dueAfter(state)
  switch (step) {
    case 'configure':
      return { kind: 'configure', part, side: 'old', notBefore }
    case 'restore': {
      const before = state.plan.parts[part]?.before?.deployment ?? ''
      return { kind: 'restore', part, side: 'old', deployment: before, ...again }
    }
    case 'upload':
      return { kind: 'upload', part, side: 'old', notBefore, ...again }
    case 'remove':
      return { kind: 'remove', part, deployment: deployment ?? '', notBefore }
    case 'follow':
      return { kind: 'follow', part, deployment: restored ?? '', until }
    case 'check':
      return { kind: 'check', part, notBefore: restored !== undefined && state.good > 0 ? soonAfter(state) : notBefore }
    case 'seek':
      return { kind: 'seek', part, ...(state.trouble && { notBefore }) }
    case 'see-settings':
      return { kind: 'see-settings', part, notBefore: Math.max(unsettledUntil, seeingDue(state)) }
  }
}

/** The first look at settings needs no pause; a look that failed is repeated like any other. */
function seeingDue(state: ReleaseState): number {
  return state.trouble === undefined ? state.enteredAt : dueAfter(state)
}

/** When the time that a state may take is over, and that of the whole; undefined for states without a limit. */
export function deadlineOf(state: ReleaseState): number | undefined {
  const { enteredAt, carriedSince = enteredAt, plan } = state
  if (state.state === 'rolling back') return enteredAt + timeToGoBack(state)
  const ms = timeOf(state)
  return ms === undefined ? undefined : Math.min(enteredAt + ms, carriedSince + plan.policy.releaseMs)
}

/** Parts go back one after the other, so each has its time, and the release that is left may answer for a while. */
function timeToGoBack(state: ReleaseState): number {
  const { parts, plan } = state
  const changed = parts.filter(({ touched, deployment }) => touched || deployment !== undefined).length
  const overlaps = parts.map(({ served }, part) => (served && graceMs(state, part) > 0 ? overlapMs(state, part) : 0))
  return plan.policy.rollbackMs * Math.max(1, changed) + overlaps.reduce((sum, ms) => sum + ms, 0)
}

function timeOf(state: ReleaseState): number | undefined {
  const { policy } = state.plan
  if (state.state === 'configuring' || state.state === 'deploying') return policy.deployMs
  if (state.state === 'verifying') return policy.verifyMs + graceMs(state, state.part)
  const bakingMs = policy.bakeMs + policy.prolongMs + policy.verifyMs
  return state.state === 'baking' ? bakingMs + longest(state, graceMs) : undefined
}

/** People are told once that one of them is waited for; then there is nothing to do until somebody decides. */
function waiting(state: ReleaseState): Effect | undefined {
  if (state.leaseHeld) return { kind: 'return-lease' }
  return state.askedFor ? undefined : { kind: 'notify', about: 'awaiting approval' }
}

/** Hooks still have the lease, so that nobody else changes the environment while they work in it. */
function ending(state: ReleaseState): Effect | undefined {
  const hook = nextHook(state)
  if (hook !== undefined) return hook
  if (state.leaseHeld) return { kind: 'return-lease' }
  return state.notified ? undefined : { kind: 'notify' }
}

/** The first check comes at once, each later one an interval after the one before. */
function dueAfter(state: ReleaseState): number {
  return state.lookedAt === undefined ? state.enteredAt : state.lookedAt + state.plan.policy.checkEveryMs
}

/** What was brought back was watched when it came; once it answers well, the checks that are left follow quickly. */
const backEveryMs = 250

function soonAfter({ lookedAt = 0, plan: { policy } }: ReleaseState): number {
  return lookedAt + Math.min(backEveryMs, policy.checkEveryMs)
}
