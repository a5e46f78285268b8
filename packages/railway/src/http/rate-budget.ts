/** How many requests Railway takes with a token, as far as its answers say. */
export interface RateBudget {
  /** In an hour. */
  readonly limit?: number
  readonly remaining?: number
  /** Milliseconds since 1970. */
  readonly resetsAt?: number
}

/** The budget that an answer tells, or else the one known before. */
export function budgetIn(headers: Headers, before: RateBudget): RateBudget {
  const remaining = wholeNumber(headers.get('x-ratelimit-remaining'))
  if (remaining === undefined) return before
  const limit = wholeNumber(headers.get('x-ratelimit-limit'))
  const resetsAt = momentIn(headers.get('x-ratelimit-reset'))
  return { remaining, ...(limit !== undefined && { limit }), ...(resetsAt !== undefined && { resetsAt }) }
}

function wholeNumber(text: string | null): number | undefined {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : undefined
}

/** Seconds since 1970, or a date; Railway's documentation does not say which. */
function momentIn(text: string | null): number | undefined {
  const seconds = wholeNumber(text)
  const moment = seconds === undefined ? Date.parse(text ?? '') : seconds * 1000
  return moment > 1e12 && moment < 1e14 ? moment : undefined
}
