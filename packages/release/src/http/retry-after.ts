/**
 * What a `Retry-After` header asks for, in milliseconds from `now` (milliseconds since 1970): seconds or a date.
 * Undefined where there is none or it says nothing; never negative.
 */
export function retryAfterMs(header: string | null, now: number): number | undefined {
  const value = header?.trim()
  if (value === undefined || value === '') return undefined
  if (/^\d+(\.\d+)?$/.test(value)) return Math.round(Number(value) * 1000)
  // Only real dates: `Date.parse` takes "-5" for a year.
  if (!/[a-z]/i.test(value)) return undefined
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
