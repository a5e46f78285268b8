import type { LogLine } from '@kickai/release'
import { buildLogs, deploymentLogs } from '../operations/logs.ts'
import type { PlatformSurroundings } from './surroundings.ts'

/** Railway gives no more at once. */
const mostLines = 5_000

/**
 * The newest lines a deployment wrote, oldest first, the connection's secrets taken out; those of its build where its process never
 * wrote any. `limit` is held to 1 … 5,000.
 */
export async function readLogs(
  surroundings: PlatformSurroundings,
  deploymentId: string,
  limit: number,
): Promise<LogLine[]> {
  const { client, connection } = surroundings
  const bounded = Math.max(1, Math.min(mostLines, Math.trunc(limit)))
  const written = (await client.request(deploymentLogs, { deploymentId, limit: bounded })).deploymentLogs
  const lines =
    written.length > 0 ? written : (await client.request(buildLogs, { deploymentId, limit: bounded })).buildLogs
  const scrub = connection.scrub()
  return [...lines]
    .sort((left, right) => left.timestamp - right.timestamp)
    .slice(-bounded)
    .map(({ timestamp, severity, message }) => ({
      at: timestamp,
      severity: severity ?? 'info',
      message: scrub(message),
    }))
}
