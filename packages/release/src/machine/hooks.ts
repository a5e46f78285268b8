import type { Hook, HookTime } from '../plan/hook.ts'
import type { Effect } from './effect.ts'
import type { Event } from './event.ts'
import { block, enter } from './part.ts'
import type { HookRun, ReleaseState } from './state.ts'

type RunHook = Effect & { kind: 'run-hook' }

/** The hook that is to be run next, as the release stands; undefined where there is none left. */
export function nextHook(state: ReleaseState): RunHook | undefined {
  const time = timeOf(state)
  if (time === undefined) return undefined
  const index = state.hooks.filter((run) => run.time === time).length
  return hookOf(state, { time, index }) && { kind: 'run-hook', time, index }
}

/** A hook as it was planned. */
export function hookOf({ plan }: ReleaseState, { time, index }: Pick<HookRun, 'time' | 'index'>): Hook | undefined {
  return plan.hooks?.[time]?.[index]
}

function timeOf({ state, inspected, verdict }: ReleaseState): HookTime | undefined {
  if (state === 'preflight' && inspected) return 'before'
  if (verdict === undefined || verdict === 'blocked') return undefined
  return verdict === 'live' ? 'afterLive' : 'afterRollback'
}

/**
 * A hook has ended. One before the release that did not do its work blocks it, while nothing has changed yet; the others
 * change no verdict.
 */
export function applyHook(state: ReleaseState, event: Event & { kind: 'hook-ended' }): ReleaseState {
  const { time, index, outcome, how, tookMs } = event
  const due = nextHook(state)
  if (due?.time !== time || due.index !== index) return state
  const run = { time, index, outcome, how, tookMs }
  const after = { ...state, hooks: [...state.hooks, run] }
  if (time !== 'before') return after
  if (outcome === 'done') return goOn(after, event.at)
  const code = outcome === 'too slow' ? 'hook-too-slow' : 'hook-failed'
  return block(after, event.at, { code, sentence: sentenceOf(after, run) })
}

/** On from a preflight that holds: to the hooks before the release, or past the last of them. */
export function goOn(state: ReleaseState, at: number): ReleaseState {
  const ready = { ...state, inspected: true }
  return nextHook(ready) === undefined ? enter(ready, 'configuring', at) : ready
}

const times = { before: 'before the release', afterLive: 'after going live', afterRollback: 'after going back' }

/** What is to be said of a hook's end. */
export function sentenceOf(state: ReleaseState, run: HookRun): string {
  const { command = '', limitMs = 0 } = hookOf(state, run) ?? {}
  const what = `The hook ${times[run.time]} (${command})`
  if (run.outcome === 'done') return `${what} has done its work.`
  return run.outcome === 'too slow'
    ? `${what} had not ended after ${limitMs / 1000} s and was ended.`
    : `${what} ended with ${run.how}.`
}
