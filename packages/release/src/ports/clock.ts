/** Time comes from outside, so that a release can run under a virtual clock. */
export interface Clock {
  /** Wall time, milliseconds since 1970; for records. */
  now(): number
  /** Milliseconds from an unnamed start, never going back; for deadlines. */
  monotonic(): number
  /** Resolves after `ms`, or at once when `signal` is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}
