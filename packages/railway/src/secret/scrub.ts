/** Takes secrets out of a text. */
export type Scrub = (text: string) => string

/** Shorter values are words of everyday text (`true`, `info`); taking them out would only make messages unreadable. */
const shortestSecret = 6
const deepestCause = 5

/**
 * A function that replaces every one of `values` in a text by `[secret]`, also where it stands quoted in JSON or
 * encoded in an address. Values shorter than six characters stay.
 */
export function createScrub(values: Iterable<string>): Scrub {
  const forms = new Set<string>()
  for (const value of values) {
    if (value.length < shortestSecret) continue
    forms.add(value)
    forms.add(JSON.stringify(value).slice(1, -1))
    forms.add(encodeURIComponent(value.toWellFormed()))
  }
  const longestFirst = [...forms].sort((left, right) => right.length - left.length)
  return (text) => longestFirst.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text)
}

/**
 * A copy of an error's chain of causes that holds names, codes, messages and stacks, scrubbed, and nothing else: no
 * request, no headers, no socket.
 */
export function scrubCause(cause: unknown, scrub: Scrub, depth = 0): Error | undefined {
  if (cause === undefined || depth >= deepestCause) return undefined
  if (!(cause instanceof Error)) return new Error(scrub(String(cause)))
  const inner = scrubCause(innerCause(cause), scrub, depth + 1)
  const copy = new Error(scrub(cause.message), inner === undefined ? {} : { cause: inner })
  copy.name = cause.name
  if (cause.stack !== undefined) copy.stack = scrub(cause.stack)
  if ('code' in cause && typeof cause.code === 'string') Object.assign(copy, { code: scrub(cause.code) })
  return copy
}

/** Several failed attempts to connect come as one error that holds them all; the first tells enough. */
function innerCause(error: Error): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error.cause) : error.cause
}
