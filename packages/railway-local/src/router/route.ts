import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import { type AddressInfo, Socket } from 'node:net'
import type { RouteState, RouteWish } from './contract.ts'
import { Exchange, type RouteContext } from './exchange.ts'
import { answerFallback } from './fallback.ts'
import type { HttpLog } from './http-log.ts'
import { passUpgrade } from './upgrade.ts'
import { UpstreamChoice } from './upstream-choice.ts'

const BACKLOG = 1024
const KEEP_ALIVE_MS = 65_000
const HEAD_LIMIT_MS = 60_000
const IDLE_CHECK_MS = 20

/** One listener on 127.0.0.1 and what its requests go to. */
export class Route {
  readonly key: string
  readonly #context: RouteContext
  readonly #server: Server
  readonly #upgraded = new Set<Socket>()
  #isStopping = false

  constructor(key: string, log: HttpLog) {
    this.key = key
    this.#context = { choice: new UpstreamChoice(), log, fallbackReason: undefined }
    this.#server = createServer({
      keepAliveTimeout: KEEP_ALIVE_MS,
      headersTimeout: HEAD_LIMIT_MS,
      requestTimeout: 0,
      noDelay: true,
      optimizeEmptyRequests: true,
      // Other upgrades (h2c, which Java's client offers with every request) are offers that a server is free to ignore.
      shouldUpgradeCallback: isWebSocket,
    })
    const serve: Serve = (request, response) => {
      if (this.#isStopping) response.shouldKeepAlive = false
      new Exchange(request, response, this.#context).begin()
    }
    this.#server.on('connection', (socket) => {
      socket.destroySoon = destroyOnceWritten
    })
    this.#server.on('request', serve)
    this.#server.on('checkContinue', serve)
    this.#server.on('upgrade', (request, socket, head) => {
      if (!isWebSocket(request)) {
        serveUpgradeOffer(request, socket as Socket, serve)
        return
      }
      this.#upgraded.add(socket as Socket)
      socket.once('close', () => this.#upgraded.delete(socket as Socket))
      passUpgrade(request, socket as Socket, head, this.#context)
    })
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  /** Opens the listener. Rejects with Node's error, `EADDRINUSE` for one. */
  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      this.#server.listen({ host: '127.0.0.1', port, backlog: BACKLOG }, () => {
        this.#server.off('error', reject)
        resolve()
      })
    })
  }

  /** From the end of this call on, every new request follows the wish. */
  set(wish: Pick<RouteWish, 'upstreams' | 'fallbackReason'>): void {
    this.#context.fallbackReason = wish.fallbackReason
    this.#context.choice.swap(wish.upstreams)
  }

  state(): RouteState {
    const choice = this.#context.choice
    return {
      key: this.key,
      port: this.port,
      upstreams: choice.upstreams(),
      inFlight: choice.counts('inFlight'),
      unanswered: choice.counts('unanswered'),
    }
  }

  /**
   * Stops listening at once, lets requests in flight finish and resolves when the last connection has closed.
   * @param withinMs after this long what is left is broken off; undefined for no limit.
   */
  async close(withinMs?: number): Promise<void> {
    this.#isStopping = true
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()))
    // A connection that becomes idle after this is not closed by Node on its own.
    const sweep = setInterval(() => this.#server.closeIdleConnections(), IDLE_CHECK_MS)
    const limit = withinMs === undefined ? undefined : setTimeout(() => this.#breakOff(), withinMs)
    await closed
    clearInterval(sweep)
    clearTimeout(limit)
    this.#context.choice.swap([])
  }

  #breakOff(): void {
    this.#server.closeAllConnections()
    for (const socket of this.#upgraded) socket.destroy()
  }
}

/**
 * How a connection ends that is not kept. Once all that was written is with the system, closing sends it before it says
 * that this was the end; Node would say that first, by a call and a turn of its loop of their own.
 */
function destroyOnceWritten(this: Socket): void {
  if (this.writableLength > 0) Socket.prototype.destroySoon.call(this)
  else process.nextTick(destroy, this)
}

function destroy(socket: Socket): void {
  socket.destroy()
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket'
}

/** Serves what Node before 24.9 takes out of HTTP although nobody here agrees to the upgrade. A body it has not read. */
function serveUpgradeOffer(request: IncomingMessage, socket: Socket, serve: Serve): void {
  const response = new ServerResponse(request)
  response.shouldKeepAlive = false
  response.assignSocket(socket)
  socket.on('error', () => socket.destroy())
  response.on('finish', () => socket.destroySoon())
  const { 'content-length': length = '0', 'transfer-encoding': coding } = request.headers
  if (length === '0' && coding === undefined) serve(request, response)
  else answerFallback(response, 'bad-request', {})
}

type Serve = (request: IncomingMessage, response: ServerResponse) => void
