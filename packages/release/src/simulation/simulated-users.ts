import { histogramOf } from '../judge/histogram.ts'
import type { TrafficCount } from '../ports/platform.ts'
import { type Random, seededRandom } from './random.ts'

/** The users of a simulated service, and what they see of it. */
export interface Users {
  readonly perSecond: number
  /** Share of requests that fail. */
  readonly errorShare?: number
  /** How long one request takes, in milliseconds. Default: 20. */
  readonly latencyMs?: (random: Random) => number
}

/** Their requests from one time to another (ms since 1970). The same for the same seed, however often it is asked. */
export function countRequests(
  { perSecond, errorShare = 0, latencyMs = () => 20 }: Users,
  seed: number,
  from: number,
  to: number,
): TrafficCount {
  let errors = 0
  let requests = 0
  const latencies: number[] = []
  for (let second = Math.ceil(from / 1000); second * 1000 <= to; second++) {
    const random = seededRandom(Math.imul(seed + 1, 0x9e3779b1) ^ second)
    for (let request = 0; request < perSecond; request++) {
      requests++
      if (random() < errorShare) errors++
      latencies.push(latencyMs(random))
    }
  }
  return { requests, errors, latencies: histogramOf(latencies) }
}
