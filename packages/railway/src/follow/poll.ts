import { RailwayError } from '../errors/railway-error.ts'
import type { RequestLimits } from '../http/limits.ts'
import { deploymentById } from '../operations/deployment.ts'
import type { Seen, Surroundings } from './surroundings.ts'

/** Short, so that one request that hangs does not keep the next look away. */
const pollLimits: RequestLimits = { headersMs: 8_000, bodyMs: 8_000, overallMs: 10_000 }
const growth = 1.5
const longestAskedMs = 60_000

/**
 * Looks at a deployment again and again until `stop`: at once, then after a delay that grows. Errors are noted and
 * end nothing; where the platform asks to be left alone, it is, for a minute at most.
 */
export async function pollDeployment(
  surroundings: Surroundings,
  id: string,
  stop: AbortSignal,
  seen: Seen,
): Promise<void> {
  const { client, pace, note, connection } = surroundings
  let delay = pace.firstPollMs
  while (!stop.aborted) {
    let askedMs = 0
    try {
      const settings = { signal: stop, limits: pollLimits, retry: { attempts: 1 } }
      seen((await client.request(deploymentById, { id }, settings)).deployment)
    } catch (error) {
      if (!(error instanceof RailwayError)) throw error
      if (stop.aborted) return
      askedMs = Math.min(error.retryAfterMs ?? 0, longestAskedMs)
      note(`Looking at deployment ${id} failed; it is looked at again. ${error.message}`)
    }
    await connection.clock.sleep(Math.max(delay, askedMs), stop)
    delay = Math.min(pace.longestPollMs, delay * growth)
  }
}
