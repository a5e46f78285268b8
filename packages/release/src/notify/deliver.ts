import type { Clock } from '../ports/clock.ts'
import type { Posting } from './body.ts'
import { post } from './post.ts'

/** How long telling one destination may take. Milliseconds. */
export interface DeliveryTimes {
  readonly attemptMs: number
  readonly overallMs: number
  /** The pause after the first attempt where nobody asks for another; it doubles. */
  readonly pauseMs: number
}

export const usualDeliveryTimes: DeliveryTimes = { attemptMs: 5_000, overallMs: 20_000, pauseMs: 500 }

const mostAttempts = 5

/**
 * Posts until it is taken, within a bounded time: again after 429 when `Retry-After` says so, after 5xx and after no
 * answer. It may therefore arrive twice. Gives why it was not taken, without the address; undefined where it was.
 */
export async function deliver(
  url: URL,
  posting: Posting,
  times: DeliveryTimes,
  clock: Clock,
  signal: AbortSignal,
): Promise<string | undefined> {
  const until = clock.monotonic() + times.overallMs
  for (let attempt = 1; ; attempt++) {
    const left = until - clock.monotonic()
    const { status, retryAfter, failure } = await post(url, posting, Math.min(times.attemptMs, left), signal)
    if (status !== undefined && status >= 200 && status < 300) return undefined
    const why = status === undefined ? `There was ${failure}.` : `It answered ${status}.`
    const passing = status === undefined || status === 429 || status >= 500
    if (!passing || signal.aborted) return why
    const pauseMs = askedFor(retryAfter, clock.now()) ?? times.pauseMs * 2 ** (attempt - 1)
    if (attempt === mostAttempts || clock.monotonic() + pauseMs >= until)
      return `${why} It was tried ${timesOf(attempt)}.`
    await clock.sleep(pauseMs, signal)
  }
}

function timesOf(attempts: number): string {
  return attempts === 1 ? 'once' : `${attempts} times`
}

/** What a `Retry-After` header asks for: seconds, or a date. */
function askedFor(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined
  if (/^\d+(\.\d+)?$/.test(header.trim())) return Number(header) * 1000
  const date = /[a-z]/i.test(header) ? Date.parse(header) : Number.NaN
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
