/** An error of a release: a stable code, a sentence a person understands, and what to do next. */
export class ReleaseError extends Error {
  readonly code: string
  readonly wayOut: string

  constructor(code: string, sentence: string, wayOut: string, options?: { cause?: unknown }) {
    super(sentence, options)
    this.name = 'ReleaseError'
    this.code = code
    this.wayOut = wayOut
  }
}
