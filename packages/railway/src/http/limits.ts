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

/** A GraphQL request never takes longer than this, so an effect is only sent while a lease lasts longer. */
export const requestLimits: RequestLimits = { headersMs: 20_000, bodyMs: 20_000, overallMs: 30_000 }

/** An upload never takes longer than this; the limit is that of Railway's own command line. */
export const uploadLimits: RequestLimits = { headersMs: 90_000, bodyMs: 20_000, overallMs: 90_000 }

/** Calls `reached` after `ms` unless the function it gives is called before. */
export function startLimit(clock: Clock, ms: number, reached: () => void): () => void {
  const cleared = new AbortController()
  void clock.sleep(ms, cleared.signal).then(() => {
    if (!cleared.signal.aborted) reached()
  })
  return () => cleared.abort()
}
