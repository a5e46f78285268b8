import type { IncomingMessage } from 'node:http'
import { WebSocket } from 'ws'
import { type Answer, now } from '../answer.ts'

/** A WebSocket over which one message at a time is sent and acknowledged. */
export class Talk {
  /** What the handshake answered; `error` tells why the connection did not open, or how it broke. */
  readonly answer: Answer = {
    kind: 'websocket',
    status: 0,
    isFallback: false,
    bodyStart: '',
    isWhole: false,
    startedAt: now(),
    at: 0,
  }
  /** Resolves with whether the connection opened. */
  readonly opened: Promise<boolean>
  /** Resolves with the close code; 1006 when the connection broke. */
  readonly closed: Promise<number>
  readonly #socket: WebSocket
  readonly #patienceMs: number
  #waiting: { id: string; settle: (isAcknowledged: boolean) => void } | undefined

  constructor(url: string, patienceMs: number) {
    const socket = new WebSocket(new URL('/socket', url), { handshakeTimeout: patienceMs })
    this.#socket = socket
    this.#patienceMs = patienceMs
    const opened = Promise.withResolvers<boolean>()
    const closed = Promise.withResolvers<number>()
    this.opened = opened.promise
    this.closed = closed.promise
    socket.on('upgrade', (response) => this.#read(response))
    socket.on('open', () => opened.resolve(true))
    socket.on('message', (data) => this.#take(String(data)))
    socket.on('unexpected-response', (request, response) => {
      this.#read(response)
      this.answer.error = 'not-upgraded'
      request.destroy()
      // Of a connection that was refused this way no close is told.
      opened.resolve(false)
      closed.resolve(1006)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      this.answer.error ??= error.code ?? error.message
      opened.resolve(false)
    })
    socket.on('close', (code) => {
      closed.resolve(code)
      opened.resolve(false)
      this.#waiting?.settle(false)
    })
  }

  /** Sends a message; false when the connection closed, or too much time went by, before it was acknowledged. */
  async say(id: string): Promise<boolean> {
    if (this.#socket.readyState !== WebSocket.OPEN) return false
    const { promise, resolve } = Promise.withResolvers<boolean>()
    this.#waiting = { id, settle: resolve }
    const timer = setTimeout(() => this.#socket.terminate(), this.#patienceMs)
    this.#socket.send(JSON.stringify({ id }))
    const isAcknowledged = await promise
    clearTimeout(timer)
    this.#waiting = undefined
    return isAcknowledged
  }

  /** Says goodbye; does not wait longer than a second for the other side to say it too. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#socket.terminate(), 1000)
    this.#socket.close(1000)
    await this.closed
    clearTimeout(timer)
  }

  #read(response: IncomingMessage): void {
    this.answer.status = response.statusCode as number
    this.answer.isFallback = response.headers['x-railway-fallback'] !== undefined
    const deployment = response.headers['x-deployment']
    if (typeof deployment === 'string') this.answer.deployment = deployment
  }

  #take(text: string): void {
    if (JSON.parse(text).ack === this.#waiting?.id) this.#waiting?.settle(true)
  }
}
