import { histogramOf, probeAgent, type TrafficCount } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { type HttpLine, httpLogs } from '../operations/logs.ts'
import type { PlatformSurroundings } from './surroundings.ts'

const linesPerPage = 1_000
const mostPages = 10

/**
 * Counts users' requests of a deployment since `since` (ms since 1970) from Railway's request log, its newest 10,000
 * lines at most. Our own probes are told by their user agent and left out. Undefined where Railway does not answer or
 * its answer cannot be understood, which is noted.
 */
export async function countTraffic(
  surroundings: PlatformSurroundings,
  deployment: string,
  since: number,
): Promise<TrafficCount | undefined> {
  try {
    return summarize(await readLines(surroundings, deployment, since))
  } catch (error) {
    if (!(error instanceof RailwayError)) throw error
    surroundings.note(`What the platform counted for deployment ${deployment} could not be read. ${error.message}`)
    return undefined
  }
}

/** Reads page after page backwards from now. A page begins where the one before it ended, so its edge comes twice. */
async function readLines(surroundings: PlatformSurroundings, deploymentId: string, since: number): Promise<HttpLine[]> {
  const { client, connection } = surroundings
  const lines: HttpLine[] = []
  const beforeDate = new Date(since).toISOString()
  let anchorDate = new Date(connection.clock.now()).toISOString()
  for (let page = 1; page <= mostPages; page += 1) {
    const variables = { deploymentId, beforeLimit: linesPerPage, beforeDate, anchorDate }
    const answered = (await client.request(httpLogs, variables)).httpLogs
    const edge = page === 1 ? undefined : anchorDate
    const fresh = withoutEdge(answered, edge, lines)
    lines.push(...fresh.filter((line) => Date.parse(line.timestamp) >= since))
    const oldest = answered.map(({ timestamp }) => timestamp).sort(byTime)[0] ?? anchorDate
    if (answered.length < linesPerPage || fresh.length === 0 || oldest === anchorDate) break
    anchorDate = oldest
  }
  return lines
}

/** Leaves out newer lines than the edge, and as many at the edge as have been read before. */
function withoutEdge(answered: readonly HttpLine[], edge: string | undefined, read: readonly HttpLine[]): HttpLine[] {
  if (edge === undefined) return [...answered]
  let known = read.filter(({ timestamp }) => timestamp === edge).length
  return answered.filter(({ timestamp }) => {
    if (timestamp !== edge) return byTime(timestamp, edge) < 0
    known -= 1
    return known < 0
  })
}

/** The platform writes as many digits of a second as it likes, so texts alone do not tell which came first. */
function byTime(left: string, right: string): number {
  return Date.parse(left) - Date.parse(right) || (left < right ? -1 : 1)
}

/** Pure: the lines as figures. */
export function summarize(lines: readonly HttpLine[]): TrafficCount {
  const users = lines.filter(({ clientUa }) => !clientUa.startsWith(probeAgent))
  return {
    requests: users.length,
    errors: users.filter(isError).length,
    latencies: histogramOf(users.filter(isTimed).map((line) => line.totalDuration)),
  }
}

/** A WebSocket lasts as long as its user likes; that is no time that anybody waited. */
function isTimed({ httpStatus }: HttpLine): boolean {
  return httpStatus !== 101
}

/** A user who left before the answer (499) is no error of the service. */
function isError({ httpStatus, upstreamErrors }: HttpLine): boolean {
  if (httpStatus === 499) return false
  const upstream = upstreamErrors.trim()
  return httpStatus >= 500 || !(upstream === '' || upstream === '[]' || upstream === 'null')
}
