/**
 * What went wrong outside the Bot API, for people and scripts. `code` is stable, `message` the sentence and `wayOut`
 * what to do about it.
 */
export class TelegramLocalError extends Error {
  override readonly name = 'TelegramLocalError'
  readonly code: string
  readonly wayOut: string

  constructor(code: string, sentence: string, wayOut: string, cause?: unknown) {
    super(sentence, cause === undefined ? {} : { cause })
    this.code = code
    this.wayOut = wayOut
  }
}
