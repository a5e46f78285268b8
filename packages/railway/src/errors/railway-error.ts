/**
 * Whether a request that ended badly may have changed something on the platform all the same. `no`: it surely did
 * not. `unknown`: look what became of it before doing anything else.
 */
export type Acted = 'no' | 'unknown'

export interface RailwayErrorDetails {
  /** Stable, kebab-case. */
  readonly code: string
  /** What happened, as one sentence, already scrubbed. */
  readonly message: string
  /** What the reader can do about it. */
  readonly wayOut: string
  readonly acted: Acted
  /** The same question may well be answered a moment later. */
  readonly transient?: boolean
  /** Nothing was done, because the platform does not know yet what it will know in some seconds. Changes may be sent again. */
  readonly notYet?: boolean
  /** How long the platform asked to be left alone, in milliseconds. */
  readonly retryAfterMs?: number | undefined
  /** The platform's own words, scrubbed. */
  readonly said?: string | undefined
  readonly cause?: unknown
}

/** Everything that goes wrong with Railway. Holds no token and no variable's value, in no field and in no cause. */
export class RailwayError extends Error {
  readonly code: string
  readonly wayOut: string
  readonly acted: Acted
  readonly transient: boolean
  readonly notYet: boolean
  readonly retryAfterMs?: number
  readonly said?: string

  constructor(details: RailwayErrorDetails) {
    super(details.message, details.cause === undefined ? {} : { cause: details.cause })
    this.name = 'RailwayError'
    this.code = details.code
    this.wayOut = details.wayOut
    this.acted = details.acted
    this.transient = details.transient ?? false
    this.notYet = details.notYet ?? false
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs
    if (details.said !== undefined) this.said = details.said
  }
}

/** Whether an error is the platform's way of saying that it does not know the thing asked for. */
export function isNotFound(error: unknown): error is RailwayError {
  return error instanceof RailwayError && error.code === 'railway-not-found'
}
