import { histogramOf, mergeHistograms, type Random, type TrafficCount } from '@kickai/release'
import type { Distribution, Fault } from './distributions.ts'

/** Requests as they came: how long each took and whether it failed. */
export interface Requests {
  readonly latencies: readonly number[]
  readonly failed: readonly boolean[]
}

/** Share of requests that fail when nothing is wrong. */
const usualErrors = 0.003

export function drawRequests(random: Random, count: number, distribution: Distribution, fault: Fault): Requests {
  const latencies: number[] = []
  const failed: boolean[] = []
  for (let request = 0; request < count; request++) {
    latencies.push(fault.slow(distribution.draw(random), distribution))
    failed.push(random() < usualErrors + fault.moreErrors)
  }
  return { latencies, failed }
}

/** Those from one number up to, not including, another. */
export function part({ latencies, failed }: Requests, from: number, to: number): Requests {
  return { latencies: latencies.slice(from, to), failed: failed.slice(from, to) }
}

/** Them as a platform would count them, added to what was counted before. */
export function countOf({ latencies, failed }: Requests, before?: TrafficCount): TrafficCount {
  const fresh = histogramOf(latencies)
  return {
    requests: latencies.length + (before?.requests ?? 0),
    errors: failed.filter(Boolean).length + (before?.errors ?? 0),
    latencies: before?.latencies === undefined ? fresh : mergeHistograms(before.latencies, fresh),
  }
}
