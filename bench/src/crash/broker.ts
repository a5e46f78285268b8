import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'

/**
 * Where a change is held until the deployer that sent it is dead: `before` it reaches the platform, which never gets it;
 * `late`, which gets it when somebody else may be at work already; `after` the platform has acted, with the answer still on
 * its way.
 */
export type Hold = {
  moment: 'before' | 'late' | 'after'
  /** `upload`, a mutation's field such as `deploymentRedeploy`, `notice`, or `hook` with its time. */
  operation: string
  /** Which of the deployer's changes of this kind, from 1. */
  nth: number
}

/**
 * What stands between a deployer and the platform: it passes everything on, but for the one change that it is to hold. It
 * also takes notices and what hooks do.
 */
export type Broker = {
  readonly url: string
  /** From now on this change is held, and `kill` called while it is; resolves when that was done. */
  hold(hold: Hold, kill: () => Promise<void>): { readonly held: Promise<void>; readonly cancel: () => void }
  /** Resolves when the next request comes. */
  asked(): Promise<void>
  /** Resolves when what was held to come late has come. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** How long after the death something comes that is late. */
const straggleMs = 1_500

type Order = Hold & { seen: number; kill: () => Promise<void>; done: () => void; failed: (error: unknown) => void }

/** Starts a broker before a platform; what it holds is only told by `hold`. */
export async function startBroker(platform: string): Promise<Broker> {
  const target = new URL(platform)
  const sockets = new Set<Duplex>()
  let order: Order | undefined
  let waiting: (() => void)[] = []
  let straggler: Promise<unknown> = Promise.resolve()

  const server: Server = createServer((asked, response) => {
    // A deployer that is killed leaves requests half sent; whatever else goes wrong here is a broken connection to it.
    pass(asked, response).catch(() => response.destroy())
  })
  server.on('connection', (socket) => keep(socket))
  server.on('upgrade', (asked, socket, head) => tunnel(asked, socket, head))

  function keep(socket: Duplex): void {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    // A deployer that is killed leaves broken connections; that is what they are here for.
    socket.on('error', () => socket.destroy())
  }

  async function pass(asked: IncomingMessage, response: ServerResponse): Promise<void> {
    for (const come of waiting) come()
    waiting = []
    const body = await buffer(asked)
    const held = due(operationOf(asked, body))
    if (held === undefined) {
      const answer = await send(asked, body)
      response.writeHead(answer.status, answer.headers).end(answer.body)
      return
    }
    try {
      if (held.moment === 'after') await send(asked, body)
      await held.kill()
      response.destroy()
      held.done()
      if (held.moment === 'late') straggler = delay(straggleMs).then(() => send(asked, body))
    } catch (error) {
      held.failed(error)
    }
  }

  function due(operation: string | undefined): Order | undefined {
    if (order === undefined || operation !== order.operation) return undefined
    order.seen += 1
    return order.seen === order.nth ? order : undefined
  }

  function send(asked: IncomingMessage, body: Buffer): Promise<Answered> {
    if (isTakenHere(asked)) return Promise.resolve({ status: 204, headers: {}, body: Buffer.of() })
    const { promise, resolve, reject } = Promise.withResolvers<Answered>()
    // The body is sent whole, whatever it came in.
    const { 'transfer-encoding': _chunked, ...kept } = asked.headers
    const headers = { ...kept, host: target.host, 'content-length': body.byteLength }
    const sent = request(
      { host: target.hostname, port: target.port, path: asked.url, method: asked.method, headers },
      (answer) => {
        buffer(answer).then((bytes) => {
          const { 'transfer-encoding': _length, ...named } = answer.headers
          resolve({ status: answer.statusCode ?? 502, headers: named as Record<string, string>, body: bytes })
        }, reject)
      },
    )
    sent.on('error', reject)
    sent.end(body)
    return promise
  }

  /** A subscription's socket, byte by byte. */
  function tunnel(asked: IncomingMessage, socket: Duplex, head: Buffer): void {
    const there: Socket = connect(Number(target.port), target.hostname)
    keep(there)
    const lines = [`${asked.method} ${asked.url} HTTP/1.1`, `host: ${target.host}`]
    for (let index = 0; index < asked.rawHeaders.length; index += 2) {
      const name = asked.rawHeaders[index] ?? ''
      if (name.toLowerCase() !== 'host') lines.push(`${name}: ${asked.rawHeaders[index + 1]}`)
    }
    there.write(`${lines.join('\r\n')}\r\n\r\n`)
    there.write(head)
    there.pipe(socket)
    socket.pipe(there)
    socket.on('close', () => there.destroy())
    there.on('close', () => socket.destroy())
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    hold(hold, kill) {
      const { promise, resolve, reject } = Promise.withResolvers<void>()
      const own: Order = { ...hold, seen: 0, kill, done: resolve, failed: reject }
      order = own
      return {
        held: promise.finally(() => {
          if (order === own) order = undefined
        }),
        cancel() {
          if (order === own) order = undefined
        },
      }
    },
    asked: () => new Promise((resolve) => waiting.push(resolve)),
    async settled() {
      await straggler
    },
    async stop() {
      for (const socket of sockets) socket.destroy()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** Where a hook says that it did its work; `time` as the configuration names it. */
export function hookPath(time: string): string {
  return `/hook/${time}`
}

export const noticePath = '/notice'

function isTakenHere({ url = '' }: { url?: string | undefined }): boolean {
  return url === noticePath || url.startsWith('/hook/')
}

type Answered = { status: number; headers: Record<string, string>; body: Buffer }

/** `upload`, or the field of a mutation; undefined for whatever changes nothing. Pure. */
export function operationOf(
  { url = '', method }: { url?: string | undefined; method?: string | undefined },
  body: Buffer,
): string | undefined {
  const { pathname } = new URL(url, 'http://platform')
  if (isTakenHere({ url })) return pathname.slice(1).replace('/', ' ')
  if (method === 'POST' && pathname.endsWith('/up')) return 'upload'
  if (method !== 'POST' || !pathname.endsWith('/graphql/v2')) return undefined
  const { query } = JSON.parse(body.toString()) as { query?: string }
  return /^\s*mutation\b[^{]*\{\s*(\w+)/.exec(query ?? '')?.[1]
}
