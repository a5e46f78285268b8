import { retryAfterMs } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import type { ExchangeAnswer } from '../http/exchange.ts'
import type { Scrub } from '../secret/scrub.ts'
import { type Asked, actedAfterSending, wayOutOf } from './failures.ts'

const longestQuote = 300

/** The platform's words as they may be shown: scrubbed, on one line, not endless. */
export function quote(text: string, scrub: Scrub): string {
  const line = scrub(text).replaceAll(/\s+/g, ' ').trim()
  return line.length > longestQuote ? `${line.slice(0, longestQuote)}…` : line
}

/** The answer 429, from Railway itself or from the edge before it. Either way nothing was done. */
export function rateLimited(answer: ExchangeAnswer, asked: Asked, scrub: Scrub, now: number): RailwayError {
  const said = quote(answer.text, scrub)
  if (/error code:\s*1015/i.test(answer.text)) {
    return new RailwayError({
      code: 'railway-edge-rate-limited',
      message: `Railway: ${asked.name} was stopped by the edge before Railway (error code: 1015).`,
      wayOut: 'Wait, or ask from another address: the edge counts by address and may keep this up for a day.',
      acted: 'no',
      transient: true,
      retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), now),
      said,
    })
  }
  return new RailwayError({
    code: 'railway-rate-limited',
    message: `Railway: ${asked.name} came too soon; the limit of requests is reached${saidAs(said)}.`,
    wayOut: "Wait and try again; Railway's limits depend on the plan.",
    acted: 'no',
    transient: true,
    retryAfterMs: retryAfterMs(answer.headers.get('retry-after'), now),
    said,
  })
}

/**
 * An answer whose status alone says that it went wrong (429 apart). 4xx was refused before anything was done, except
 * 408, which intermediate servers also send for an answer that took too long; 5xx may have acted.
 */
export function failedStatus(answer: ExchangeAnswer, asked: Asked, scrub: Scrub): RailwayError {
  const { status } = answer
  const said = quote(answer.text, scrub)
  const words = `${status}${saidAs(said)}`
  if (status >= 500 || status === 408) {
    return new RailwayError({
      code: 'railway-server-error',
      message: `Railway: ${asked.name} was answered ${words}.`,
      wayOut: wayOutOf(asked, 'Try again; if it stays so, see https://status.railway.com.'),
      acted: actedAfterSending(asked),
      transient: true,
      said,
    })
  }
  if (status === 401 || status === 403) return notAuthorized(asked, said)
  if (status >= 300 && status < 400) {
    return new RailwayError({
      code: 'railway-redirected',
      message: `Railway: ${asked.name} was sent elsewhere (${status}); that is not followed.`,
      wayOut: 'Set the endpoint to the address that answers itself.',
      acted: 'no',
      said,
    })
  }
  return new RailwayError({
    code: 'railway-refused',
    message: `Railway: ${asked.name} was refused with ${words}.`,
    wayOut: 'Read what Railway said; `kickai doctor` checks token, project and service.',
    acted: 'no',
    said,
  })
}

/** The token is dead, of the other kind, or not allowed to do this; the platform does not tell which. */
export function notAuthorized(asked: Asked, said: string): RailwayError {
  return new RailwayError({
    code: 'railway-not-authorized',
    message: `Railway: ${asked.name} is not allowed with this token${saidAs(said)}.`,
    wayOut:
      'Check that the token is alive, of the kind that is configured (account or project), and for this environment.',
    acted: 'no',
    said,
  })
}

/** An answer that arrived and says nothing that can be understood. */
export function badAnswer(asked: Asked, scrub: Scrub, why: string, transient = false): RailwayError {
  return new RailwayError({
    code: 'railway-bad-answer',
    message: `Railway: ${asked.name} was answered with something that cannot be understood: ${quote(why, scrub)}.`,
    wayOut: wayOutOf(asked, 'Try again; if it stays so, Railway has changed and kickai needs an update.'),
    acted: actedAfterSending(asked),
    transient,
  })
}

/** The platform's words as the end of a sentence; nothing where it said nothing. */
export function saidAs(said: string): string {
  return said === '' ? '' : `: "${said.replace(/\.$/, '')}"`
}
