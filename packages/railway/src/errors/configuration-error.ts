/** The configuration is wrong, found before anything was sent. Unlike `RailwayError` it is nobody's answer. */
export class RailwayConfigurationError extends Error {
  /** Stable, kebab-case. */
  readonly code: string
  readonly wayOut: string

  constructor(code: string, message: string, wayOut: string) {
    super(message)
    this.name = 'RailwayConfigurationError'
    this.code = code
    this.wayOut = wayOut
  }
}
