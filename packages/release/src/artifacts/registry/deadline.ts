import type { Clock } from '../../ports/clock.ts'
import { Passing, registryError } from './registry-error.ts'

/** How long a whole piece of work with a registry may take, and when it is tried again. */
export interface Deadline {
  /** Aborted when the time is over. */
  readonly signal: AbortSignal
  readonly clock: Clock
  /** Milliseconds that are left. */
  left(): number
}

/** Sent this often at most. */
const mostAttempts = 4
const firstPauseMs = 250
/** What a registry may ask to be waited for at most. */
const longestPauseMs = 60_000

/** Lets `work` go on for `ms` at most; past that it is `registry-unreachable`. */
export async function within<Result>(
  clock: Clock,
  name: string,
  ms: number,
  work: (deadline: Deadline) => Promise<Result>,
): Promise<Result> {
  const over = new AbortController()
  const done = new AbortController()
  const until = clock.monotonic() + ms
  void clock.sleep(ms, done.signal).then(() => over.abort())
  try {
    return await work({ signal: over.signal, clock, left: () => until - clock.monotonic() })
  } catch (error) {
    if (!(error instanceof Passing)) throw error
    const clause = over.signal.aborted ? `was not done within ${ms / 1000} s: it ${error.message}` : error.message
    throw registryError(over.signal.aborted ? 'registry-unreachable' : error.code, name, clause, error.cause)
  } finally {
    done.abort()
  }
}

/** Does `work` again while it fails with `Passing`, some times, and never past the deadline. */
export async function retrying<Result>(deadline: Deadline, work: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof Passing)) throw error
      const pauseMs = error.retryAfterMs ?? firstPauseMs * 2 ** (attempt - 1)
      const tooLong = pauseMs > Math.min(longestPauseMs, deadline.left())
      if (attempt === mostAttempts || tooLong || deadline.signal.aborted) throw error
      await deadline.clock.sleep(pauseMs, deadline.signal)
    }
  }
}
