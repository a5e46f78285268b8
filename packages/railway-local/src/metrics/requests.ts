import { newestRequests } from '../logs/http-files.ts'
import type { HttpLogLine } from '../router/contract.ts'
import type { Host } from '../supervisor/host.ts'

/** Which requests of which service are counted, and in steps of how long. Times are milliseconds since 1970. */
export interface RequestWindow {
  readonly environmentId: string
  readonly serviceId: string
  readonly startDate: number
  readonly endDate: number
  readonly stepSeconds?: number | null
  readonly method?: string | null
  readonly path?: string | null
  readonly statusCode?: number | null
}

export interface CountSample {
  /** Seconds since 1970: where the step begins. */
  readonly ts: number
  readonly value: number
}

export interface DurationSample {
  readonly ts: number
  readonly p50: number
  readonly p90: number
  readonly p95: number
  readonly p99: number
}

const usualStepSeconds = 60
/** A request is logged when it has ended, this much later than it began at most. */
const disorderMs = 60_000

/** The requests of a service within the window, as its deployments' logs have them. */
export async function requestsWithin(host: Host, window: RequestWindow): Promise<HttpLogLine[]> {
  const { environmentId, serviceId, startDate, endDate, method, path, statusCode } = window
  const deployments = host.state.deployments.where(
    (one) => one.environmentId === environmentId && one.serviceId === serviceId && one.port > 0,
  )
  const found: HttpLogLine[] = []
  for (const { id, status, updatedAt } of deployments) {
    // What ended before the window began took no request in it.
    if (status === 'REMOVED' && updatedAt + disorderMs < startDate) continue
    for await (const line of newestRequests(host, id)) {
      const at = Date.parse(line.ts)
      if (at < startDate - disorderMs) break
      if (at < startDate || at > endDate) continue
      if ((method && line.method !== method) || (path && line.path !== path)) continue
      if (statusCode == null || line.status === statusCode) found.push(line)
    }
  }
  return found
}

/** How many requests began in each step that had any. */
export function countSamples(lines: readonly HttpLogLine[], window: RequestWindow): CountSample[] {
  return steps(lines, window).map(([ts, inStep]) => ({ ts, value: inStep.length }))
}

/** The same for each status by itself, by status. */
export function countSamplesByStatus(lines: readonly HttpLogLine[], window: RequestWindow) {
  const byStatus = Map.groupBy(lines, ({ status }) => status)
  return [...byStatus]
    .sort(([left], [right]) => left - right)
    .map(([statusCode, ofStatus]) => ({ statusCode, samples: countSamples(ofStatus, window) }))
}

/** Percentiles of how long the requests of each step took, in milliseconds. */
export function durationSamples(lines: readonly HttpLogLine[], window: RequestWindow): DurationSample[] {
  return steps(lines, window).map(([ts, inStep]) => {
    const sorted = inStep.map(({ totalMs }) => totalMs).sort((left, right) => left - right)
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? 0
    return { ts, p50: at(0.5), p90: at(0.9), p95: at(0.95), p99: at(0.99) }
  })
}

function steps(lines: readonly HttpLogLine[], { startDate, stepSeconds }: RequestWindow): [number, HttpLogLine[]][] {
  const stepMs = 1000 * Math.max(1, stepSeconds ?? usualStepSeconds)
  const begin = ({ ts }: HttpLogLine) =>
    Math.floor((startDate + Math.floor((Date.parse(ts) - startDate) / stepMs) * stepMs) / 1000)
  return [...Map.groupBy(lines, begin)].sort(([left], [right]) => left - right)
}
