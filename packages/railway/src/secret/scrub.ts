/** Takes secrets out of a text. */
export type Scrub = (text: string) => string

/** Base64 of less is found by chance; of more it may be broken into lines. */
const shortestEncoded = 8
const pieceOfEncoded = 12
/** Shorter values are words of everyday text (`true`, `info`); taking them out would only make messages unreadable. */
const shortestSecret = 6
const deepestCause = 5

/**
 * A function that replaces every one of `values` in a text by `[secret]`, each line of one that has several, and the password
 * of one that is an address: also quoted in JSON, encoded for an address, in hexadecimal digits, and in base64 as a whole, in the
 * middle of something longer or broken into lines. Values shorter than six characters stay.
 */
export function createScrub(values: Iterable<string>): Scrub {
  const all = [...values].flatMap((each) => [each, ...each.split(/\r?\n/), ...passwordsIn(each)])
  const known = [...new Set(all)].filter((value) => value.length >= shortestSecret)
  const encoded = known.flatMap(encodedForms)
  const forms = new Set([...known.flatMap(formsOf), ...encoded])
  const longestFirst = [...forms].sort((left, right) => right.length - left.length)
  const pieces = new Set(encoded.flatMap((form) => windowsOf(form, pieceOfEncoded)))
  const broken = (run: string) => (windowsOf(run, pieceOfEncoded).some((piece) => pieces.has(piece)) ? '[secret]' : run)
  return (text) => {
    const scrubbed = longestFirst.reduce((rest, form) => rest.replaceAll(form, '[secret]'), text)
    return pieces.size === 0 ? scrubbed : scrubbed.replaceAll(/[\w+/-]{12,}/g, broken)
  }
}

/** Every stretch of a text that is so long. */
function windowsOf(text: string, length: number): string[] {
  return Array.from({ length: Math.max(0, text.length - length + 1) }, (_, start) => text.slice(start, start + length))
}

/** The password of an address, as it stands there and as it is. */
function passwordsIn(value: string): string[] {
  if (!value.includes('://') || !URL.canParse(value)) return []
  const { password } = new URL(value)
  try {
    return [password, decodeURIComponent(password)]
  } catch (error) {
    // A per cent sign that encodes nothing; then it is as it stands.
    if (!(error instanceof URIError)) throw error
    return [password]
  }
}

function formsOf(value: string): string[] {
  const hex = Buffer.from(value).toString('hex')
  return [value, JSON.stringify(value).slice(1, -1), encodeURIComponent(value.toWellFormed()), hex]
}

function encodedForms(value: string): string[] {
  const bytes = Buffer.from(value)
  return [0, 1, 2].flatMap((before) => encodedBehind(bytes, before)).filter((form) => form.length >= shortestEncoded)
}

/** What the base64 of all texts has in common in which so many bytes, or three or six more, stand before the value. */
function encodedBehind(bytes: Buffer, before: number): string[] {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url')
  const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + bytes.length) * 8) / 6))
  return [own, own.replaceAll('-', '+').replaceAll('_', '/')]
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
