/**
 * An error that a person sees. `code` is stable and kebab-case, `message` is a sentence, `wayOut` says what to do
 * about it. Errors inside the GraphQL API are `Refusal`s instead, since Railway only sends a message.
 */
export class PlatformError extends Error {
  readonly code: string
  readonly wayOut: string

  constructor(code: string, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, cause === undefined ? undefined : { cause })
    this.name = 'PlatformError'
    this.code = code
    this.wayOut = wayOut
  }
}

/** What the API answers to a request that it does not carry out; the message is all that a client gets. */
export class Refusal extends Error {
  /** HTTP status, where the answer is not GraphQL's usual 200. */
  readonly status: number

  constructor(message: string, status = 200) {
    super(message)
    this.name = 'Refusal'
    this.status = status
  }
}

/** The `code` of a system error such as `ENOENT`, or undefined where `error` carries none. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined
}

/** One line about any thrown value, for logs. */
export function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
