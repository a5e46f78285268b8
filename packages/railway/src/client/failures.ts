import { type Acted, RailwayError } from '../errors/railway-error.ts'
import type { ExchangeFailure } from '../http/exchange.ts'
import { type Scrub, scrubCause } from '../secret/scrub.ts'

/** What was asked, for the sentence of an error, and whether asking again could change anything. */
export interface Asked {
  /** For people: `deploymentRedeploy`, `the upload`. */
  readonly name: string
  /** A question changes nothing, so whatever becomes of it, it did not act. */
  readonly changes: boolean
}

/** What a request that may have reached the platform did there. */
export function actedAfterSending(asked: Asked): Acted {
  return asked.changes ? 'unknown' : 'no'
}

const lookFirst = 'Look what became of it before it is done again; `kickai resume` does that.'

/** The way out where nothing but looking tells what happened, or where asking again is all there is to do. */
export function wayOutOf(asked: Asked, otherwise: string): string {
  return asked.changes ? lookFirst : otherwise
}

/** A request without an answer, as an error. */
export function failedExchange(failure: ExchangeFailure, asked: Asked, scrub: Scrub): RailwayError {
  const cause = scrubCause(failure.cause, scrub)
  const detail = cause === undefined ? '' : ` (${deepest(cause).message})`
  const message = `Railway: ${asked.name} ${failure.message}${detail}.`
  const later = 'Try again; if it stays so, see https://status.railway.com.'
  if (failure.reason === 'not-sent') {
    const wayOut = 'Check the network, and the endpoint in the configuration.'
    return new RailwayError({ code: 'railway-unreachable', message, wayOut, acted: 'no', transient: true, cause })
  }
  if (failure.reason === 'not-permitted') {
    const wayOut = 'Try again; it is sent with a new time limit.'
    return new RailwayError({
      code: 'railway-not-sent',
      message,
      wayOut,
      acted: 'no',
      transient: true,
      retryAfterMs: 0,
    })
  }
  const code = { lost: 'railway-connection-lost', 'too-slow': 'railway-too-slow', aborted: 'railway-given-up' }
  return new RailwayError({
    code: code[failure.reason],
    message,
    wayOut: failure.sent ? wayOutOf(asked, later) : later,
    acted: failure.sent ? actedAfterSending(asked) : 'no',
    transient: failure.reason !== 'aborted',
    cause,
  })
}

function deepest(error: Error): Error {
  return error.cause instanceof Error ? deepest(error.cause) : error
}
