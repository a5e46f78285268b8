import type { Event } from '../../machine/event.ts'
import type { StateName } from '../../machine/state.ts'
import type { Step } from './steps.ts'

/** The events that the machine acts on in each state: what drawn releases should have met, all of it. */
export const handled: { readonly [state in StateName]?: readonly Event['kind'][] } = {
  planned: ['start'],
  leased: ['lease-taken', 'lease-refused'],
  preflight: ['inspected', 'hook-ended', 'effect-failed', 'lease-taken', 'lease-returned'],
  'awaiting approval': ['approved', 'rejected', 'approval-expired', 'lease-returned', 'notified'],
  configuring: ['journal-lost', 'measured', 'surveyed', 'configured', 'effect-failed', 'lease-taken', 'lease-returned'],
  deploying: [
    'journal-lost',
    'deployment-created',
    'deployment-seen',
    'effect-failed',
    'lease-taken',
    'lease-returned',
  ],
  verifying: ['journal-lost', 'checked', 'lease-taken', 'lease-returned'],
  baking: ['journal-lost', 'observed', 'lease-taken', 'lease-returned'],
  'rolling back': [
    'configured',
    'deployment-created',
    'deployment-seen',
    'removed',
    'removal-refused',
    'checked',
    'sought',
    'journal-lost',
    'settings-seen',
    'effect-failed',
    'lease-taken',
    'lease-returned',
  ],
  live: ['hook-ended', 'lease-taken', 'lease-returned', 'notified'],
  ended: ['hook-ended', 'lease-taken', 'lease-returned', 'notified'],
}

/** How often each event was met in each state, and the state it led to: `verifying, checked: baking`. */
export type Transitions = { [transition: string]: number }

/** Counts the transitions of one release. */
export function countTransitions(transitions: Transitions, steps: readonly Step[]): void {
  for (const { entry, before, after } of steps) {
    if (entry.kind !== 'result' && entry.kind !== 'observation') continue
    const transition = `${before.state}, ${entry.event.kind}: ${after.state}`
    transitions[transition] = (transitions[transition] ?? 0) + 1
  }
}

/** The pairs of state and event that were never met. */
export function neverMet(transitions: Transitions): string[] {
  const met = new Set(Object.keys(transitions).map((transition) => transition.split(':')[0]))
  return Object.entries(handled)
    .flatMap(([state, kinds]) => kinds.map((kind) => `${state}, ${kind}`))
    .filter((pair) => !met.has(pair))
}
