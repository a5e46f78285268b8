import type { DeploymentRecord, Phase } from '@kickai/release'
import type { DeploymentFields } from '../operations/deployment.ts'
import { recordOf } from '../record.ts'
import { meaningOf } from '../statuses.ts'
import { createChannel } from './channel.ts'
import { failureReason } from './failure-reason.ts'
import { pollDeployment } from './poll.ts'
import { subscribeDeployment } from './subscribe.ts'
import type { Surroundings } from './surroundings.ts'

/** An unknown status may be on its way as well as at its end, so it is looked at until the caller gives up. */
const goesOn: ReadonlySet<Phase> = new Set(['moving', 'unknown'])

/**
 * Yields a record whenever a deployment is seen, pushed or polled, until it is no longer on its way or `signal` is
 * aborted. Ends on no error of the connection, and leaves no connection behind.
 */
export async function* followDeployment(
  surroundings: Surroundings,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<DeploymentRecord, void> {
  const ended = new AbortController()
  const stop = AbortSignal.any([signal, ended.signal])
  const seen = createChannel<DeploymentFields>()
  stop.addEventListener('abort', () => seen.close(), { once: true })
  if (stop.aborted) return
  const looking = Promise.all([
    pollDeployment(surroundings, id, stop, seen.push),
    subscribeDeployment(surroundings, id, stop, seen.push),
  ]).catch(seen.fail)
  try {
    for await (const fields of seen) {
      const { phase } = meaningOf(fields.status)
      yield recordOf(fields, await failureReason(surroundings, fields, signal))
      if (!goesOn.has(phase)) return
    }
  } finally {
    ended.abort()
    await looking
  }
}
