import type { Clock, Permit } from '@kickai/release'
import { surelyNotSent } from './connection-failure.ts'
import { limitsWithin, type RequestLimits, startLimit } from './limits.ts'

/** The part of the global `fetch` that is used, so that another may be passed in. */
export type Fetch = (url: URL, init: RequestInit) => Promise<Response>

export interface ExchangeRequest {
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | Uint8Array
  readonly limits: RequestLimits
  /** Sent only while this leaves time, and given up when the time is over. Takes the place of `limits`. */
  readonly permit?: Permit | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ExchangeAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/**
 * - `not-sent`: no byte of the request left this machine
 * - `lost`: the connection broke, or the answer was not whole
 * - `too-slow`: a time limit passed
 * - `aborted`: the caller ended it
 * - `not-permitted`: the permit ran out before it was sent
 */
export type FailureReason = 'not-sent' | 'lost' | 'too-slow' | 'aborted' | 'not-permitted'

/** Why there is no answer. The message is a clause without a subject: "did not answer within 20 s". */
export class ExchangeFailure extends Error {
  readonly reason: FailureReason
  /** Whether any of the request may have reached the other side. */
  readonly sent: boolean

  constructor(reason: FailureReason, sent: boolean, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause })
    this.name = 'ExchangeFailure'
    this.reason = reason
    this.sent = sent
  }
}

const largestAnswerBytes = 64 * 1024 * 1024

/**
 * Posts once and gives the whole answer, whatever its status. Follows no redirection (a redirected change would be
 * sent twice, and its token to somebody else) and repeats nothing. Throws `ExchangeFailure` alone.
 */
export async function exchange(fetch: Fetch, clock: Clock, request: ExchangeRequest): Promise<ExchangeAnswer> {
  const stop = new AbortController()
  const tooSlow = (what: string, ms: number) => () =>
    stop.abort(new ExchangeFailure('too-slow', true, `${what} within ${ms / 1000} s`))
  const onAbort = () => stop.abort(new ExchangeFailure('aborted', true, 'was given up before it was answered'))
  if (request.signal?.aborted) throw new ExchangeFailure('aborted', false, 'was given up before it was sent')
  request.signal?.addEventListener('abort', onAbort, { once: true })
  const { permit } = request
  const { overallMs, headersMs, bodyMs } = permit === undefined ? request.limits : limitsWithin(permit.leftMs())
  const clearOverall = startLimit(clock, overallMs, tooSlow('was not answered whole', overallMs))
  const clearHeaders = startLimit(clock, headersMs, tooSlow('was not answered', headersMs))
  let clearBody = () => {}
  try {
    // The last thing before it is sent: a process that stood still for long must not send what it prepared before.
    if (permit !== undefined && permit.leftMs() <= 0)
      throw new ExchangeFailure('not-permitted', false, 'was not sent, because its time was over before')
    const response = await fetch(request.url, {
      method: 'POST',
      headers: request.headers,
      body: request.body as NonNullable<RequestInit['body']>,
      redirect: 'manual',
      signal: stop.signal,
    })
    clearHeaders()
    clearBody = startLimit(clock, bodyMs, tooSlow('did not get the rest of its answer', bodyMs))
    return { status: response.status, headers: response.headers, text: await wholeText(response) }
  } catch (error) {
    if (stop.signal.aborted) throw stop.signal.reason
    if (error instanceof ExchangeFailure) throw error
    if (surelyNotSent(error)) throw new ExchangeFailure('not-sent', false, 'could not be sent: no connection', error)
    throw new ExchangeFailure(
      'lost',
      true,
      'was sent, but the connection broke before the whole answer was there',
      error,
    )
  } finally {
    clearOverall()
    clearHeaders()
    clearBody()
    request.signal?.removeEventListener('abort', onAbort)
    // Lets go of a connection whose answer is not wanted any more; harmless after a whole answer.
    stop.abort()
  }
}

async function wholeText(response: Response): Promise<string> {
  if (response.body === null) return ''
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body) {
    size += chunk.byteLength
    if (size > largestAnswerBytes) throw new ExchangeFailure('lost', true, 'was answered with more than 64 MiB')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
