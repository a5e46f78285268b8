import { isDeepStrictEqual } from 'node:util'
import type { Entry } from '../../../journal/entry.ts'
import type { Effect } from '../../../machine/effect.ts'
import type { Event } from '../../../machine/event.ts'
import type { ReleaseState } from '../../../machine/state.ts'
import type { Step } from '../steps.ts'

/** The changes that a result may be the result of. */
const causes: { readonly [kind in Event['kind']]?: readonly Effect['kind'][] } = {
  configured: ['configure'],
  'deployment-created': ['upload', 'restore'],
  removed: ['remove'],
  'removal-refused': ['remove'],
  'hook-ended': ['run-hook'],
}

const decisions: ReadonlySet<Event['kind']> = new Set(['approved', 'rejected', 'approval-expired'])

/**
 * What is wrong with a release's journal by itself. `state` is what it replays to, `said` what the process that finished
 * the release said it had come to.
 */
export function journalProblems(
  entries: readonly Entry[],
  steps: readonly Step[],
  state: ReleaseState,
  said: ReleaseState | undefined,
): string[] {
  if (steps.length !== entries.length - 1) return ['It does not begin with a plan.']
  const problems = [
    ...orderProblems(entries),
    ...tokenProblems(steps),
    ...intentProblems(steps),
    ...backProblems(entries),
    ...needlessProblems(steps),
    ...earlyProblems(steps),
  ]
  // Whoever resumed meanwhile may have taken the lease once more, only to give it back.
  const told = said === undefined ? undefined : JSON.stringify(said)
  if (
    told !== undefined &&
    !(JSON.stringify(state) === told || steps.some(({ after }) => JSON.stringify(after) === told))
  )
    problems.push('The journal replays to another state than the one it was left in.')
  if (state.verdict === undefined) problems.push(`It ended without a verdict, in ${state.state}.`)
  if (state.leaseHeld) problems.push('It ended without giving its lease back.')
  return problems
}

function orderProblems(entries: readonly Entry[]): string[] {
  const problems: string[] = []
  for (const [index, { sequence, at }] of entries.entries()) {
    if (sequence !== index) problems.push(`Entry ${index} has number ${sequence}.`)
    if (at < (entries[index - 1]?.at ?? at)) problems.push(`Entry ${index} is dated before the one before it.`)
  }
  return problems
}

/** Tokens only grow, and whatever is written while the lease is held carries the one it was taken with. */
function tokenProblems(steps: readonly Step[]): string[] {
  const problems: string[] = []
  let newest = 0
  for (const { entry, before } of steps) {
    const held = before.leaseHeld ? before.token : undefined
    const takes = 'event' in entry && entry.event.kind === 'lease-taken'
    const givesBack = 'event' in entry && entry.event.kind === 'lease-returned'
    // A person decides without any lease, also while that of a dead process stands in the journal.
    if ('event' in entry && decisions.has(entry.event.kind)) continue
    const wanted = takes ? entry.event.token : givesBack ? 0 : (held ?? 0)
    if (entry.token !== wanted) problems.push(`Entry ${entry.sequence} carries token ${entry.token}, not ${wanted}.`)
    if (takes && entry.event.token <= newest) problems.push(`Entry ${entry.sequence} takes a token that is not new.`)
    if (entry.kind === 'intent' && entry.token === 0)
      problems.push(`Intent ${entry.sequence} was meant without a lease.`)
    newest = Math.max(newest, entry.token)
  }
  return problems
}

/** Every change is meant before it is done, and what came of it is told before the next one is meant. */
function intentProblems(steps: readonly Step[]): string[] {
  const problems: string[] = []
  let open: Effect | undefined
  let verdict: ReleaseState['verdict']
  for (const { entry, before, after } of steps) {
    verdict = after.verdict
    if (entry.kind === 'intent') {
      const again = open === undefined || same(open, entry.effect)
      if (!again)
        problems.push(`Intent ${entry.sequence} (${entry.effect.kind}) comes before what came of ${open?.kind}.`)
      // What is put right after the end is not taken up again by whoever only tells of the end.
      open = before.verdict === undefined || entry.effect.kind === 'run-hook' ? entry.effect : undefined
    } else if (entry.kind === 'observation' && entry.event.kind === 'journal-lost') {
      // What was meant then was not sent, or its result is what the journal did not take.
      open = undefined
    } else if (entry.kind === 'result') {
      const cause = causes[entry.event.kind]
      const isMeant = open !== undefined && cause?.includes(open.kind) === true
      if (cause !== undefined && before.verdict === undefined && !isMeant)
        problems.push(`Result ${entry.sequence} (${entry.event.kind}) was never meant.`)
      if (cause !== undefined || entry.event.kind === 'effect-failed') open = undefined
    }
  }
  // A hook that broke off with its process is not run again for a release that is blocked when it is resumed.
  const isMoot = open?.kind === 'run-hook' && verdict === 'blocked'
  if (open !== undefined && !isMoot) problems.push(`Nobody tells what came of ${open.kind}.`)
  return problems
}

/** What was released last is brought back first. A part may be brought back again later, when its settings are right at last. */
function backProblems(entries: readonly Entry[]): string[] {
  const parts: number[] = []
  for (const entry of entries) {
    // Where nobody may be there to watch for long, what has traffic goes first.
    if ('event' in entry && (entry.event.kind === 'sought' || entry.event.kind === 'journal-lost')) return []
    if (entry.kind !== 'intent' || (entry.effect.kind !== 'restore' && entry.effect.kind !== 'upload')) continue
    const { side, part } = entry.effect
    if (side !== 'old' || parts.includes(part)) continue
    const last = parts.at(-1) ?? part
    if (part > last) return [`Intent ${entry.sequence} takes part ${part} back after part ${last}.`]
    parts.push(part)
  }
  return []
}

/** The old one is started again only where the new one, or what somebody else started, may have come in its place. */
function needlessProblems(steps: readonly Step[]): string[] {
  return steps.flatMap(({ entry, before }) => {
    if (entry.kind !== 'intent' || (entry.effect.kind !== 'restore' && entry.effect.kind !== 'upload')) return []
    const { part, side } = entry.effect
    const state = before.parts[part]
    if (side === 'new' || state?.served || state?.overtaken !== undefined || state?.restored !== undefined) return []
    return [`Intent ${entry.sequence} brings part ${part} back, which never stopped serving.`]
  })
}

/** Nothing is verified by fewer good checks in a row than are asked for. */
function earlyProblems(steps: readonly Step[]): string[] {
  let checks = 0
  return steps.flatMap(({ entry, before, after }) => {
    if (before.state !== 'verifying' || !('event' in entry) || entry.event.kind === 'lease-taken') checks = 0
    if (before.state !== 'verifying' || !('event' in entry) || entry.event.kind !== 'checked') return []
    checks += 1
    const isVerified = after.state === 'baking' || after.state === 'configuring'
    const wanted = before.plan.policy.passes
    return isVerified && checks < wanted
      ? [`Entry ${entry.sequence} verifies after ${checks} of ${wanted} checks.`]
      : []
  })
}

/** Whether what is meant was meant before, by a process that did not live to tell. */
function same(left: Effect, right: Effect): boolean {
  const { notBefore: _left, ...one } = { notBefore: 0, ...left }
  const { notBefore: _right, ...other } = { notBefore: 0, ...right }
  return isDeepStrictEqual(one, other)
}
