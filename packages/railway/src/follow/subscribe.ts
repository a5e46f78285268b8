import { z } from 'zod'
import { quote } from '../client/http-status.ts'
import { growingDelay } from '../client/retry.ts'
import { deploymentPushes } from '../operations/deployment.ts'
import { socketWithHeaders } from './socket.ts'
import type { Seen, Surroundings } from './surroundings.ts'

const acknowledgementLimitMs = 10_000
const keepAliveMs = 15_000

/**
 * Has the platform push what becomes of a deployment, until `stop`. A subscription that breaks, ends or cannot be had
 * is begun anew after a growing delay; meanwhile polling goes on beside it, so nothing waits for this.
 */
export async function subscribeDeployment(
  surroundings: Surroundings,
  id: string,
  stop: AbortSignal,
  seen: Seen,
): Promise<void> {
  const { connection, pace, note } = surroundings
  let failures = 0
  while (!stop.aborted) {
    const ended = await subscribeOnce(surroundings, id, stop, (fields) => {
      failures = 0
      seen(fields)
    })
    if (stop.aborted) return
    failures += 1
    note(
      `The subscription to deployment ${id} ended (${connection.scrub()(ended)}); it is looked at by polling meanwhile.`,
    )
    const delay = growingDelay(pace.firstReconnectMs, pace.longestReconnectMs, failures, connection.random)
    await connection.clock.sleep(delay, stop)
  }
}

/** One subscription on one connection, to its end; gives why it ended, in a few words. Throws nothing. */
async function subscribeOnce(surroundings: Surroundings, id: string, stop: AbortSignal, seen: Seen): Promise<string> {
  const { connection, note } = surroundings
  const scrub = connection.scrub()
  const [{ createClient }, { Socket, terminate }] = await Promise.all([
    import('graphql-ws'),
    socketWithHeaders(connection.headers),
  ])
  const client = createClient({
    url: connection.endpoint.socket.href,
    webSocketImpl: Socket,
    retryAttempts: 0,
    connectionAckWaitTimeout: acknowledgementLimitMs,
    keepAlive: keepAliveMs,
  })
  const { promise, resolve } = Promise.withResolvers<string>()
  const onStop = () => resolve('not needed any more')
  stop.addEventListener('abort', onStop, { once: true })
  // It may have been asked to stop while that was loaded.
  if (stop.aborted) onStop()
  client.subscribe(
    { operationName: deploymentPushes.name, query: deploymentPushes.document, variables: { id } },
    {
      next({ data, errors }) {
        const parsed = deploymentPushes.result.safeParse(data)
        if (parsed.success) seen(parsed.data.deployment)
        else
          note(
            `A push about deployment ${id} could not be understood: ${quote(errors === undefined ? z.prettifyError(parsed.error) : reasonOf(errors), scrub)}.`,
          )
      },
      error: (reason) => resolve(reasonOf(reason)),
      complete: () => resolve('the platform ended it'),
    },
  )
  return promise.finally(async () => {
    stop.removeEventListener('abort', onStop)
    await client.dispose()
    terminate()
  })
}

/** A socket's end, an error event, a list of GraphQL errors or an error, in words. */
function reasonOf(reason: unknown): string {
  if (Array.isArray(reason)) return reason.map(reasonOf).join('; ')
  if (typeof reason !== 'object' || reason === null) return String(reason)
  if ('message' in reason && typeof reason.message === 'string' && reason.message !== '') return reason.message
  if ('code' in reason && typeof reason.code === 'number') {
    const why = 'reason' in reason && typeof reason.reason === 'string' ? ` ${reason.reason}` : ''
    return `closed with ${reason.code}${why}`
  }
  return 'no reason given'
}
