import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import type { Connection } from './connection.ts'
import { type HttpLogLine, UNROUTED } from './contract.ts'
import { answerFallback } from './fallback.ts'
import type { HttpLog } from './http-log.ts'
import { rounded } from './milliseconds.ts'
import { mayRepeat } from './repeat.ts'
import { RequestBody } from './request-body.ts'
import { agentOf, originForm, pathOf, type RequestHead, requestHead } from './request-head.ts'
import { responseHead } from './response-head.ts'
import type { UpstreamChoice } from './upstream-choice.ts'
import type { UpstreamPool } from './upstream-pool.ts'

/** What a route gives each of its requests. */
export interface RouteContext {
  choice: UpstreamChoice
  log: HttpLog
  fallbackReason: string | undefined
}

/** One request on its way to an upstream and its answer on the way back, both streamed at the pace of the slower side. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #request: IncomingMessage
  readonly #response: ServerResponse
  readonly #route: RouteContext
  readonly #head: RequestHead
  readonly #isRepeatable: boolean
  readonly #startedAt = Date.now()
  readonly #started = performance.now()
  #controller: Dispatcher.DispatchController | undefined
  #deployment = UNROUTED
  #pool: UpstreamPool | undefined
  #connection: Connection | undefined
  #body: RequestBody | null = null
  #attempts = 0
  #isAnswering = false
  #hasBody = true
  #isFramed = true
  #isWaitingForUser = false
  #upstreamStarted = 0
  #upstreamMs = 0
  #received = 0
  #error: string | undefined

  constructor(request: IncomingMessage, response: ServerResponse, route: RouteContext) {
    this.#request = request
    this.#response = response
    this.#route = route
    this.#head = requestHead(request)
    this.#isRepeatable = (request.method === 'GET' || request.method === 'HEAD') && !this.#head.hasBody
    response.on('close', () => this.#onUserDone())
  }

  /** Sends the request to the upstream that the route chooses now. */
  begin(): void {
    const pool = this.#route.choice.pick()
    if (pool === undefined) {
      const reason = this.#route.fallbackReason
      this.#error = 'no-deployment'
      answerFallback(this.#response, 'no-deployment', reason === undefined ? {} : { reason })
      return
    }
    this.#attempts += 1
    this.#pool = pool
    this.#deployment = pool.deployment
    pool.inFlight += 1
    pool.unanswered += 1
    this.#controller = undefined
    // A second attempt takes no used connection either: it must not fail for the same reason.
    this.#connection = pool.take(this.#isRepeatable && this.#attempts === 1)
    this.#body = this.#head.hasBody ? new RequestBody(this.#request, this.#response) : null
    this.#upstreamStarted = performance.now()
    const method = this.#request.method as Dispatcher.HttpMethod
    const path = originForm(this.#request.url as string)
    this.#connection.client.dispatch({ method, path, headers: this.#head.headers, body: this.#body }, this)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#response.destroyed) controller.abort(new Error('The user left.'))
  }

  onResponseStart(controller: Dispatcher.DispatchController, status: number, _: unknown, statusText?: string): void {
    // Interim answers are not passed on: the router has already given leave to send, and the others are only hints.
    if (status < 200) return
    const head = responseHead(controller.rawHeaders as Buffer[])
    const response = this.#response
    this.#isAnswering = true
    ;(this.#pool as UpstreamPool).unanswered -= 1
    if (!head.hasRequestId) head.headers.push('x-request-id', this.#head.requestId)
    const hasBody = status !== 204 && status !== 304 && this.#request.method !== 'HEAD'
    this.#hasBody = hasBody
    this.#isFramed = head.isFramed || !hasBody
    if (!this.#isFramed) {
      // Only the connection's end says where this body ends. Chunks would claim that it was whole, which nobody knows.
      response.shouldKeepAlive = false
      response.useChunkedEncodingByDefault = false
    }
    response.writeHead(status, statusText ?? '', head.headers)
    if (!head.hasLength && hasBody) response.flushHeaders()
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#received += chunk.length
    if (this.#response.write(chunk)) return
    controller.pause()
    if (this.#isWaitingForUser) return
    this.#isWaitingForUser = true
    this.#response.on('drain', () => this.#controller?.resume())
  }

  onResponseEnd(): void {
    const connection = this.#connection as Connection
    if (!this.#isFramed && connection.wasReset) {
      this.#onBroken()
      return
    }
    const pool = this.#release()
    pool?.give(connection)
    this.#response.end()
  }

  onResponseError(_: unknown, error: Error & { code?: string }): void {
    if (this.#isAnswering) {
      this.#onBroken()
      return
    }
    const connection = this.#connection as Connection
    const pool = this.#release()
    pool?.drop(connection)
    if (this.#response.destroyed) return
    const isSafe = mayRepeat({
      attempts: this.#attempts,
      wasSent: this.#controller !== undefined,
      isRepeatable: this.#isRepeatable,
      wasUsedBefore: connection.served > 0,
      isUpstreamRetired: pool?.isRetired === true,
      errorCode: error.code,
    })
    if (isSafe) {
      this.begin()
      return
    }
    const isRefusedHere = error.code === 'UND_ERR_INVALID_ARG' || error.code === 'UND_ERR_NOT_SUPPORTED'
    const code = isRefusedHere ? 'bad-request' : 'upstream-failed'
    this.#error = code
    answerFallback(this.#response, code, pool === undefined ? {} : { deployment: pool.deployment })
  }

  /** The answer broke after it had begun: the user's connection breaks too, so that it cannot be taken for whole. */
  #onBroken(): void {
    this.#release()?.drop(this.#connection as Connection)
    if (this.#response.destroyed) return
    if (!this.#hasBody) {
      // The head was all of it. undici takes a 304 that tells a length for one that lacks its body.
      this.#response.end()
      return
    }
    this.#error = 'upstream-broke'
    if (this.#isFramed) this.#response.destroy()
    else this.#response.socket?.resetAndDestroy()
  }

  /** Ends the upstream's part; does nothing the second time. */
  #release(): UpstreamPool | undefined {
    const pool = this.#pool
    if (pool === undefined) return undefined
    this.#pool = undefined
    pool.inFlight -= 1
    if (!this.#isAnswering) pool.unanswered -= 1
    this.#upstreamMs = performance.now() - this.#upstreamStarted
    return pool
  }

  /** The answer is with the user, or the user's connection has ended. */
  #onUserDone(): void {
    if (!this.#response.writableFinished) {
      this.#error ??= 'client-left'
      this.#controller?.abort(new Error('The user left.'))
      this.#release()
    }
    const line: HttpLogLine = {
      ts: new Date(this.#startedAt).toISOString(),
      requestId: this.#head.requestId,
      method: this.#request.method as string,
      path: pathOf(this.#request.url as string),
      host: this.#head.host,
      ...agentOf(this.#request),
      status: this.#response.headersSent ? this.#response.statusCode : 499,
      totalMs: rounded(performance.now() - this.#started),
      upstreamMs: rounded(this.#upstreamMs),
      rx: this.#body?.received ?? 0,
      tx: this.#received,
      deployment: this.#deployment,
    }
    if (this.#error !== undefined) line.error = this.#error
    this.#route.log.record(line)
  }
}
