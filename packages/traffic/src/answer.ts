/** The kinds of requests that a switch must not lose. */
export const KINDS = ['kept-alive', 'fresh', 'slow', 'posted', 'streamed', 'websocket'] as const

/**
 * - `kept-alive`: GET over connections that stay open
 * - `fresh`: GET, each over a connection of its own
 * - `slow`: GET whose answer takes a while
 * - `posted`: POST with an id of its own, compared at the end with what the service has handled
 * - `streamed`: server-sent events, resumed by Last-Event-ID, every number once
 * - `websocket`: messages, each acknowledged, compared at the end as well
 */
export type Kind = (typeof KINDS)[number]

/** How a request ended, for whoever judges it. */
export interface Answer {
  kind: Kind
  /** HTTP status; 0 where none came, 101 for what happened on an open WebSocket. */
  status: number
  /** The answer's `x-deployment` header. */
  deployment?: string
  /** It came from the platform in place of the service (`x-railway-fallback`). */
  isFallback: boolean
  /** Up to 300 characters. */
  bodyStart: string
  /** Nothing of it is missing. */
  isWhole: boolean
  /** Code of what went wrong: the system's (`ECONNRESET`), `gap`, `not-handled`, `closed-1006` … */
  error?: string
  /** Milliseconds since 1970, with fractions. */
  startedAt: number
  at: number
}

/** Now in milliseconds since 1970, finer than `Date.now()`. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
