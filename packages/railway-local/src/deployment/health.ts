import { request } from 'node:http'
import { connect } from 'node:net'
import { sentenceOf } from '../errors.ts'
import { pause } from './ended.ts'

/** What one look at a health path gave. */
export interface HealthAnswer {
  readonly healthy: boolean
  /** What was seen, in words. */
  readonly seen: string
}

export interface HealthWatch {
  readonly port: () => number
  readonly path: string
  /** Milliseconds since 1970. */
  readonly until: number
  readonly signal: AbortSignal
}

const askMs = 5000
const firstPauseMs = 25
const laterPauseMs = 250
/** After so many looks they come less often. */
const eagerLooks = 400

/**
 * Asks until the service answers 200, the time is up, or the signal is aborted. Each look uses a connection of its own
 * and Railway's host name for health checks. Gives the last answer and how many looks it took; a look that had less than
 * its time left says nothing where there was one before.
 */
export async function untilHealthy(watch: HealthWatch): Promise<HealthAnswer & { readonly looks: number }> {
  let answer: HealthAnswer = { healthy: false, seen: 'it was not asked' }
  for (let looks = 1; !watch.signal.aborted; looks += 1) {
    const left = watch.until - Date.now()
    if (left <= 0) return { ...answer, looks: looks - 1 }
    const seen = await ask(watch.port(), watch.path, Math.min(askMs, left), watch.signal)
    const isCut = !seen.healthy && left < askMs && Date.now() >= watch.until
    if (!isCut || looks === 1) answer = seen
    if (answer.healthy) return { ...answer, looks }
    await pause(Math.min(left, looks < eagerLooks ? firstPauseMs : laterPauseMs), watch.signal)
  }
  return { ...answer, looks: 0 }
}

function ask(port: number, path: string, timeoutMs: number, signal: AbortSignal): Promise<HealthAnswer> {
  const { promise, resolve } = Promise.withResolvers<HealthAnswer>()
  const timer = setTimeout(() => asking.destroy(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs)
  const asking = request(
    { host: '127.0.0.1', port, path, agent: false, signal, headers: { host: 'healthcheck.railway.app' } },
    (response) => {
      const status = response.statusCode ?? 0
      response.resume()
      response.on('end', () => resolve({ healthy: status === 200, seen: `status ${status}` }))
      response.on('error', (error) => resolve({ healthy: false, seen: sentenceOf(error) }))
      response.on('close', () => resolve({ healthy: false, seen: 'half an answer' }))
    },
  )
  asking.on('error', (error) => resolve({ healthy: false, seen: sentenceOf(error) }))
  asking.end()
  return promise.finally(() => clearTimeout(timer))
}

/** Whether something accepts connections at that port. */
export function answersTcp(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>()
  const socket = connect({ host: '127.0.0.1', port })
  socket.setTimeout(1000, () => resolve(false))
  socket.once('connect', () => resolve(true))
  socket.once('error', () => resolve(false))
  return promise.finally(() => socket.destroy())
}
