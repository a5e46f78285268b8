import type { Clock } from '@kickai/release'

/** Time limits of one request, in milliseconds. Connecting is limited by `fetch` itself (10 s in Node). */
export interface RequestLimits {
  /** Until the answer's headers are there, connecting and sending included. */
  readonly headersMs: number
  /** From the headers to the last byte. */
  readonly bodyMs: number
  /** For the whole request. */
  readonly overallMs: number
}

/** What a question takes at the most. A change is limited by its permit instead. */
export const requestLimits: RequestLimits = { headersMs: 20_000, bodyMs: 20_000, overallMs: 30_000 }

/** An upload without a permit; the limit is that of Railway's own command line. */
export const uploadLimits: RequestLimits = { headersMs: 90_000, bodyMs: 20_000, overallMs: 90_000 }

/** All the time that a permit leaves, for every step of a request. */
export function limitsWithin(ms: number): RequestLimits {
  return { headersMs: ms, bodyMs: ms, overallMs: ms }
}

/** Calls `reached` after `ms` unless the function it gives is called before. */
export function startLimit(clock: Clock, ms: number, reached: () => void): () => void {
  const cleared = new AbortController()
  void clock.sleep(ms, cleared.signal).then(() => {
    if (!cleared.signal.aborted) reached()
  })
  return () => cleared.abort()
}
