import { readFile } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { RouterRecord, RouterRefusal, RouteSet, RouteState, RouteWish } from './contract.ts'
import { processStartTime } from './process-start.ts'

/** The router refused, or could not be asked (`router-unreachable`). */
export class RouterError extends Error {
  readonly code: RouterRefusal['code'] | 'router-unreachable'
  readonly wayOut: string

  constructor(code: RouterError['code'], message: string, wayOut: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'RouterError'
    this.code = code
    this.wayOut = wayOut
  }
}

/** Typed control of a running router. */
export interface RouterClient {
  /** Makes the route, or swaps its upstreams in one tick; the listener stays open. Rejects with `port-in-use`. */
  setRoute(key: string, wish: RouteWish): Promise<RouteSet>
  /** Closes the listener after its requests in flight. A key that is not there is no error. */
  deleteRoute(key: string): Promise<void>
  routes(): Promise<RouteState[]>
  /**
   * Waits until nothing is on its way to a deployment that was swapped out (see `RouteState.unanswered`).
   * @returns false when that did not happen within the time given, in milliseconds.
   */
  settled(key: string, deployment: string, withinMs: number): Promise<boolean>
  /** True when the router answers. */
  isHealthy(): Promise<boolean>
  /** Lets go of the kept connection; the router runs on. */
  close(): void
}

/**
 * Reads `<directory>/router.json` and checks that the process it names still runs.
 * @returns undefined when there is no such file, or it belongs to a process that has ended, or it is torn.
 */
export async function findRouter(directory: string): Promise<RouterRecord | undefined> {
  let text: string
  try {
    text = await readFile(join(directory, 'router.json'), 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
  const record = parseRecord(text)
  if (record === undefined || processStartTime(record.pid) !== record.startTime) return undefined
  return record
}

function parseRecord(text: string): RouterRecord | undefined {
  try {
    const { pid, startTime, port, token } = JSON.parse(text)
    const isWhole = Number.isInteger(pid) && typeof startTime === 'string' && Number.isInteger(port)
    return isWhole && typeof token === 'string' ? { pid, startTime, port, token } : undefined
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

/** Opens the control of the router that a record names. Nothing is sent before the first call. */
export function createRouterClient(record: Pick<RouterRecord, 'port' | 'token'>): RouterClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 4 })

  function call<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const payload = body === undefined ? undefined : JSON.stringify(body)
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { authorization: `Bearer ${record.token}` }
      if (payload !== undefined) headers['content-length'] = Buffer.byteLength(payload)
      const outgoing = request({ agent, host: '127.0.0.1', port: record.port, method, path, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk) => {
          text += chunk
        })
        response.on('error', (cause) => reject(unreachable(cause)))
        response.on('end', () => {
          if (response.statusCode === 200) resolve(JSON.parse(text))
          else reject(refused(text))
        })
      })
      outgoing.on('error', (cause: NodeJS.ErrnoException) => {
        // Every call states a wanted end, so one that met a connection the router had just closed may be sent again.
        const isStale = outgoing.reusedSocket && (cause.code === 'ECONNRESET' || cause.code === 'EPIPE')
        if (isStale) resolve(call(method, path, body))
        else reject(unreachable(cause))
      })
      outgoing.end(payload)
    })
  }

  const pathOf = (key: string) => `/routes/${encodeURIComponent(key)}`
  const routes = () => call<RouteState[]>('GET', '/routes')
  return {
    setRoute: (key, wish) => call('PUT', pathOf(key), wish),
    deleteRoute: async (key) => {
      await call('DELETE', pathOf(key))
    },
    routes,
    settled: async (key, deployment, withinMs) => {
      const deadline = performance.now() + withinMs
      for (;;) {
        const route = (await routes()).find((candidate) => candidate.key === key)
        if (route?.unanswered[deployment] === undefined) return true
        if (performance.now() >= deadline) return false
        await delay(5)
      }
    },
    isHealthy: () =>
      call('GET', '/healthz').then(
        () => true,
        () => false,
      ),
    close: () => agent.destroy(),
  }
}

function unreachable(cause: Error): RouterError {
  const wayOut = 'Start the embedded platform again; it starts a new router and puts the routes back.'
  return new RouterError('router-unreachable', `The router does not answer: ${cause.message}.`, wayOut, { cause })
}

function refused(text: string): RouterError {
  const refusal = JSON.parse(text) as RouterRefusal
  const wayOut =
    refusal.code === 'port-in-use'
      ? 'End the program that uses this port, or give another port.'
      : 'See the message; nothing was changed.'
  return new RouterError(refusal.code, refusal.message, wayOut)
}
