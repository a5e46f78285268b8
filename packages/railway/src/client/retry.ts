/** How often a question is asked, and how long is waited in between. Changes are never sent twice. */
export interface RetryPolicy {
  /** All attempts, the first included. */
  readonly attempts: number
  readonly firstDelayMs: number
  readonly longestDelayMs: number
  /** A longer `Retry-After` is not waited out: the error goes to the caller, with the time in it. */
  readonly longestAskedMs: number
}

export const questionPolicy: RetryPolicy = {
  attempts: 5,
  firstDelayMs: 250,
  longestDelayMs: 5_000,
  longestAskedMs: 60_000,
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
