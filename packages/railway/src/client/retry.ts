import { RailwayError } from '../errors/railway-error.ts'
import type { Connection } from './connection.ts'

/** How often a question is asked, and how long is waited in between. Changes are not, but for `notYetPolicy`. */
export interface RetryPolicy {
  /** All attempts, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A longer `Retry-After` is not waited out: the error goes to the caller, with the time in it. */
  readonly longestAskedMs: number
}

/** Five to ten seconds: as long as a platform takes that is being started again. */
export const questionPolicy: RetryPolicy = {
  attempts: 7,
  firstDelayMs: 250,
  longestDelayMs: 3_000,
  longestAskedMs: 60_000,
}

/** For what the platform does not know yet: about ten seconds, after which it is taken at its word. */
const notYetPolicy: RetryPolicy = { ...questionPolicy, attempts: 9, longestDelayMs: 2_000 }

/**
 * Sends what `once` sends, a question or a change, again while the platform does not know yet the service that it is about:
 * then it surely did nothing. A change asks for a permit each time.
 */
export async function untilKnown<Result>(
  { clock, random }: Pick<Connection, 'clock' | 'random'>,
  once: () => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await once()
    } catch (error) {
      if (!(error instanceof RailwayError) || !error.notYet) throw error
      const delay = delayBeforeRetry(notYetPolicy, attempt, undefined, random)
      if (delay === undefined || signal?.aborted) throw error
      await clock.sleep(delay, signal)
      if (signal?.aborted) throw error
    }
  }
}

const spreadMs = 250

/**
 * Milliseconds to wait after the failed attempt number `attempt` (from 1): doubled each time, bounded, spread by
 * `random` over its upper half; or what the platform asked for and a little more. Undefined: do not ask again.
 */
export function delayBeforeRetry(
  policy: RetryPolicy,
  attempt: number,
  askedMs: number | undefined,
  random: () => number,
): number | undefined {
  if (attempt >= policy.attempts) return undefined
  if (askedMs === undefined) return growingDelay(policy.firstDelayMs, policy.longestDelayMs, attempt, random)
  return askedMs > policy.longestAskedMs ? undefined : askedMs + random() * spreadMs
}

/** `firstMs`, doubled with each attempt up to `longestMs`, spread by `random` over the upper half. */
export function growingDelay(firstMs: number, longestMs: number, attempt: number, random: () => number): number {
  return Math.min(longestMs, firstMs * 2 ** (attempt - 1)) * (0.5 + random() / 2)
}
