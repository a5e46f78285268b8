import type { Usage, UsageSample } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { type MetricSeries, usageMetrics } from '../operations/metrics.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import type { RailwayPlace } from './targets.ts'

/** As often as is asked for at most; Railway measures as seldom as it likes. */
const sampleRateSeconds = 1
const bytesPerGigabyte = 1e9

/**
 * What a deployment used since `since` (ms since 1970), by Railway's metrics. These come late: of a deployment that is
 * young there may be none yet. Undefined where Railway does not answer or its answer cannot be understood, which is noted.
 */
export async function readUsage(
  surroundings: PlatformSurroundings,
  { projectId, environmentId, serviceId }: RailwayPlace,
  deployment: string,
  since: number,
): Promise<Usage | undefined> {
  const { client, connection, note } = surroundings
  const startDate = new Date(since).toISOString()
  const endDate = new Date(Math.max(since, connection.clock.now())).toISOString()
  const asked = { projectId, environmentId, serviceId, startDate, endDate, sampleRateSeconds }
  try {
    const { metrics } = await client.request(usageMetrics, asked)
    return usageOf(
      metrics.filter(({ tags }) => tags.deploymentId === deployment),
      since,
    )
  } catch (error) {
    if (!(error instanceof RailwayError)) throw error
    note(`What deployment ${deployment} uses could not be read. ${error.message}`)
    return undefined
  }
}

/** Pure: the series of one deployment as samples, oldest first, and the newest limits. */
function usageOf(series: readonly MetricSeries[], since: number): Usage {
  const samples = new Map<number, { at: number; processors?: number; memoryBytes?: number }>()
  const sampleAt = (seconds: number) => {
    const sample = samples.get(seconds) ?? { at: seconds * 1000 }
    samples.set(seconds, sample)
    return sample
  }
  const limits: { processors?: number; memoryBytes?: number } = {}
  for (const { measurement, values } of series) {
    for (const { ts, value } of values) {
      if (measurement === 'CPU_USAGE') sampleAt(ts).processors = value
      if (measurement === 'MEMORY_USAGE_GB') sampleAt(ts).memoryBytes = value * bytesPerGigabyte
    }
    const newest = values.toSorted((left, right) => left.ts - right.ts).at(-1)?.value
    if (newest === undefined || newest <= 0) continue
    if (measurement === 'CPU_LIMIT') limits.processors = newest
    if (measurement === 'MEMORY_LIMIT_GB') limits.memoryBytes = newest * bytesPerGigabyte
  }
  const inOrder: UsageSample[] = [...samples.values()].sort((left, right) => left.at - right.at)
  return { samples: inOrder.filter(({ at }) => at >= since), ...limits }
}
