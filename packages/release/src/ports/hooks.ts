import type { HookOutcome } from '../machine/event.ts'
import type { Hook } from '../plan/hook.ts'

/** How a hook ended; `aborted` where it was ended because we were asked to stop, so that it counts as not run. */
export interface HookEnd {
  readonly outcome: HookOutcome | 'aborted'
  /** Such as `code 1`. */
  readonly how: string
}

/** Runs commands of the configuration. */
export interface HookRunner {
  /** `document` is given to it on standard input. When it ends, or its time is over, nothing of it is left running. */
  run(hook: Hook, document: object, signal: AbortSignal): Promise<HookEnd>
}
