/** Traffic that cannot be started as asked for. */
export class TrafficError extends Error {
  readonly code = 'traffic-options-invalid'
  readonly wayOut = 'Correct these options; no request was sent.'

  /** @param problems all that is wrong, each a part of a sentence. */
  constructor(problems: string[]) {
    super(`The traffic cannot be started: ${problems.join('; ')}.`)
    this.name = 'TrafficError'
  }
}
