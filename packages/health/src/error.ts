export type HealthErrorCode = 'port-in-use' | 'cannot-listen'

/** Why the health server cannot listen: a stable code, a sentence, a way out, and the cause. */
export class HealthError extends Error {
  readonly code: HealthErrorCode
  readonly wayOut: string

  constructor(code: HealthErrorCode, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, { cause })
    this.name = 'HealthError'
    this.code = code
    this.wayOut = wayOut
  }
}
