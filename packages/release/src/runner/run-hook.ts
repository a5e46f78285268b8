import type { Intent } from '../journal/entry.ts'
import type { Effect } from '../machine/effect.ts'
import type { Happening } from '../machine/event.ts'
import { hookOf } from '../machine/hooks.ts'
import type { ReleaseState } from '../machine/state.ts'
import { sentenceOf } from './failed.ts'
import { hookDocument } from './hook-document.ts'
import type { Ports } from './ports.ts'

type RunHook = Effect & { kind: 'run-hook' }

/**
 * Runs one hook to its end; undefined where it was broken off because we were asked to stop. `unfinished` is the intent
 * that a process which died left open: where it was this very hook, the hook is told that it may have run before.
 */
export async function runHook(
  state: ReleaseState,
  effect: RunHook,
  unfinished: Intent | undefined,
  { hooks, clock }: Ports,
  signal: AbortSignal,
): Promise<(Happening & { kind: 'hook-ended' }) | undefined> {
  const { time, index } = effect
  const hook = hookOf(state, effect)
  if (hook === undefined) throw new RangeError(`There is no hook ${index} ${time}.`)
  const begun = clock.monotonic()
  const document = hookDocument(state, time, isSame(unfinished?.effect, effect))
  const ended = await (hooks?.run(hook, document, signal) ?? notRun).catch((error: unknown) => ({
    outcome: 'failed' as const,
    how: sentenceOf(error),
  }))
  if (ended.outcome === 'aborted') return undefined
  const { outcome, how } = ended
  return { kind: 'hook-ended', time, index, outcome, how, tookMs: Math.round(clock.monotonic() - begun) }
}

const notRun = Promise.resolve({ outcome: 'failed' as const, how: 'nobody here to run it' })

function isSame(left: Effect | undefined, right: RunHook): boolean {
  return left?.kind === 'run-hook' && left.time === right.time && left.index === right.index
}
