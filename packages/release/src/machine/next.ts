import { apply } from './apply.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { nextHook } from './hooks.ts'
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
      return measuring(state) ?? { kind: 'configure', part: state.part, side: 'new' }
    case 'deploying':
      return deploying(state)
    case 'verifying':
      return { kind: 'check', part: state.part, notBefore: dueAfter(state) }
    case 'baking':
      return { kind: 'watch', part: state.part, notBefore: dueAfter(state), since: state.enteredAt }
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
 * goes back from is nothing to compare with.
 */
function measuring(state: ReleaseState): Effect | undefined {
  if (state.plan.kind === 'rollback' || state.part > 0) return undefined
  const part = state.plan.parts.findIndex((each, index) => each.before && partOf(state, index).measured === undefined)
  const before = state.plan.parts[part]?.before
  return before && { kind: 'measure', part, deployment: before.deployment }
}

function deploying(state: ReleaseState): Effect {
  const { deployment, cold } = partOf(state, state.part)
  const source = state.plan.parts[state.part]?.source
  if (deployment !== undefined) {
    return { kind: 'follow', part: state.part, deployment, until: state.enteredAt + state.plan.policy.deployMs }
  }
  if (source?.how === 'restore' && !cold)
    return { kind: 'restore', part: state.part, side: 'new', deployment: source.deployment }
  return { kind: 'upload', part: state.part, side: 'new' }
}

function goingBack(state: ReleaseState): Effect | undefined {
  const [first] = state.back
  if (first === undefined) return undefined
  const { part, step } = first
  const { deployment, restored } = partOf(state, part)
  const until = state.enteredAt + state.plan.policy.rollbackMs
  const notBefore = dueAfter(state)
  switch (step) {
    case 'configure':
      return { kind: 'configure', part, side: 'old', notBefore }
    case 'restore':
      return { kind: 'restore', part, side: 'old', deployment: state.plan.parts[part]?.before?.deployment ?? '' }
    case 'upload':
      return { kind: 'upload', part, side: 'old', notBefore }
    case 'remove':
      return { kind: 'remove', part, deployment: deployment ?? '', notBefore }
    case 'follow':
      return { kind: 'follow', part, deployment: restored ?? '', until }
    case 'check':
      return { kind: 'check', part, notBefore }
    case 'seek':
      return { kind: 'seek', part }
  }
}

/** When the time that a state may take is over; undefined for states without a limit of their own. */
export function deadlineOf({ state, enteredAt, plan: { policy } }: ReleaseState): number | undefined {
  if (state === 'configuring' || state === 'deploying') return enteredAt + policy.deployMs
  if (state === 'verifying') return enteredAt + policy.verifyMs
  return state === 'rolling back' ? enteredAt + policy.rollbackMs : undefined
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
