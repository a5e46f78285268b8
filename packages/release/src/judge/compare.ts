import type { Policy } from '../plan/policy.ts'
import type { TrafficCount } from '../ports/platform.ts'
import { compareErrors } from './compare-errors.ts'
import { compareLatencies } from './compare-latencies.ts'
import { sizeOf } from './histogram.ts'
import type { Remark } from './remark.ts'
import type { Measurement, Watched } from './watched.ts'

/** How many tests share the chance of a false alarm: middle, slow end and spread of times, and errors. */
const tests = 4
/** Whoever measures from afar sees the network's ups and downs too: probes must have grown by so much more. */
const probeGrowth = 4 / 3

/**
 * The new release against the previous one, by users' requests; where these are too few, by our own probes. `allotted` is
 * the part of the chance of a false alarm that may be used up now. Little data is said and harms nobody.
 */
export function compare(policy: Policy, before: Measurement, watched: Watched, allotted: number): Remark[] {
  const { comparison: rules, objectives } = policy
  const level = (rules.falseAlarm * allotted) / tests
  const [old, now] = [before.traffic, watched.traffic]
  const requests = Math.min(countOf(old), countOf(now))
  if (old !== undefined && now !== undefined && requests >= rules.leastRequests) {
    const errors = compareErrors(
      { hits: old.errors, of: old.requests },
      { hits: now.errors, of: now.requests },
      level,
      rules,
      objectives,
    )
    if (old.latencies === undefined || now.latencies === undefined) return errors
    return [
      ...errors,
      ...compareLatencies({ before: old.latencies, after: now.latencies, what: 'requests', level }, rules),
    ]
  }
  const few = `Too little to compare: ${requests} of ${rules.leastRequests} requests${countOf(old) < countOf(now) ? ' before' : ''}`
  const [left, right] = [before.probes.latencies, watched.probes.latencies]
  const probes = Math.min(sizeOf(left), sizeOf(right))
  if (probes < rules.leastProbes)
    return [{ weight: 'notice', code: 'too-little', sentence: `${few}, ${probes} of ${rules.leastProbes} probes.` }]
  return [
    { weight: 'notice', code: 'too-little', sentence: `${few}; our own probes were compared.` },
    ...compareLatencies(
      { before: left, after: right, what: 'our own probes', level },
      { ...rules, leastGrowth: rules.leastGrowth * probeGrowth },
    ),
  ]
}

/** Figures that can't be read are none. */
function countOf(traffic: TrafficCount | undefined): number {
  return traffic !== undefined && Number.isFinite(traffic.requests) ? traffic.requests : 0
}
