import type { Socket } from 'node:net'
import { buildConnector, Client, type Dispatcher } from 'undici'
import { type Answer, type Kind, now } from './answer.ts'

const BODY_START = 300

/** A request as a user's program sends it. */
export interface Ask {
  kind: Kind
  method: 'GET' | 'POST'
  path: string
  headers?: Record<string, string>
  body?: string
  /** Takes the body's text as it comes, once the status is 200; it is not kept then beyond its start. */
  onText?: (text: string) => void
  /** Called when the head has come. */
  onHead?: (answer: Answer) => void
}

/** An answer with its body; one whose text was taken as it came has only the start. */
export interface Reply extends Answer {
  body: string
  headers: Record<string, string | string[] | undefined>
}

export interface ConnectionOptions {
  /** The connection stays open between requests; otherwise each request has one of its own. */
  isKept: boolean
  /** Milliseconds without a byte after which an answer counts as not coming. */
  patienceMs: number
}

/** A user's program with at most one connection, which never sends anything twice. */
export class Connection {
  readonly #client: Client
  #socket: Socket | undefined

  constructor(url: string, options: ConnectionOptions) {
    const connector = buildConnector({ timeout: options.patienceMs })
    this.#client = new Client(new URL(url).origin, {
      pipelining: options.isKept ? 1 : 0,
      headersTimeout: options.patienceMs,
      bodyTimeout: options.patienceMs,
      connect: (target, callback) => {
        connector(target, (...outcome) => {
          if (outcome[1] !== null) this.#socket = outcome[1]
          callback(...outcome)
        })
      },
    })
  }

  /** Sends a request and tells how it ended. Never rejects: a connection that fails is an answer too. */
  ask(ask: Ask, signal?: AbortSignal): Promise<Reply> {
    return new Promise((resolve) => {
      const reply: Reply = {
        kind: ask.kind,
        status: 0,
        isFallback: false,
        bodyStart: '',
        isWhole: false,
        startedAt: now(),
        at: 0,
        body: '',
        headers: {},
      }
      const { method, path, headers = {}, body = null } = ask
      const leave = () => handler.leave()
      const end = () => {
        signal?.removeEventListener('abort', leave)
        resolve(reply)
      }
      const handler = new ReplyHandler(reply, ask, end, () => this.#socket)
      signal?.addEventListener('abort', leave, { once: true })
      this.#client.dispatch({ method, path, headers, body }, handler)
    })
  }

  /** Ends the connection. */
  async close(): Promise<void> {
    await this.#client.destroy()
  }
}

class ReplyHandler implements Dispatcher.DispatchHandler {
  readonly #reply: Reply
  readonly #ask: Ask
  readonly #onEnd: () => void
  readonly #socket: () => Socket | undefined
  readonly #decoder = new TextDecoder()
  #controller: Dispatcher.DispatchController | undefined
  #hasLeft = false

  constructor(reply: Reply, ask: Ask, onEnd: () => void, socket: () => Socket | undefined) {
    this.#reply = reply
    this.#ask = ask
    this.#onEnd = onEnd
    this.#socket = socket
  }

  /** Breaks the request off. */
  leave(): void {
    this.#hasLeft = true
    this.#controller?.abort(new Error('left'))
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#hasLeft) this.leave()
  }

  onResponseStart(_: unknown, status: number, headers: Reply['headers']): void {
    if (status < 200) return
    const reply = this.#reply
    reply.status = status
    reply.headers = headers
    reply.isFallback = headers['x-railway-fallback'] !== undefined
    const deployment = headers['x-deployment']
    if (typeof deployment === 'string') reply.deployment = deployment
    reply.at = now()
    this.#ask.onHead?.(reply)
  }

  onResponseData(_: unknown, chunk: Buffer): void {
    const text = this.#decoder.decode(chunk, { stream: true })
    if (this.#ask.onText !== undefined && this.#reply.status === 200) this.#ask.onText(text)
    else this.#reply.body += text
  }

  onResponseEnd(): void {
    // undici takes a reset for the end of a body whose length nobody told; it is not.
    const wasReset = this.#socket()?.errored != null
    this.#reply.isWhole = !wasReset
    if (wasReset) this.#reply.error = 'ECONNRESET'
    this.#end()
  }

  onResponseError(_: unknown, error: Error & { code?: string }): void {
    this.#reply.error = this.#hasLeft ? 'left' : (error.code ?? error.name)
    this.#end()
  }

  #end(): void {
    this.#reply.at = now()
    this.#reply.bodyStart = this.#reply.body.slice(0, BODY_START)
    this.#onEnd()
  }
}
