import { emptyHistogram, mergeHistograms } from '../judge/histogram.ts'
import type { Levels, ServiceTally, Tally } from './tally.ts'

/** Nothing counted yet. */
export const emptyTally: Tally = {
  changes: {},
  rollbacks: {},
  reached: 0,
  takenBack: 0,
  commitToLiveMs: [],
  rollbackMs: [],
  recoveryMs: [],
  downInReleasesMs: 0,
  service: {
    watchedMs: 0,
    downMs: 0,
    requests: 0,
    errors: 0,
    latencies: emptyHistogram,
    probeLatencies: emptyHistogram,
    processor: {},
    memory: {},
  },
}

/** Both together. `addTallies(a, b)` equals `addTallies(b, a)`. */
export function addTallies(one: Tally, other: Tally): Tally {
  return {
    changes: addCounts(one.changes, other.changes),
    rollbacks: addCounts(one.rollbacks, other.rollbacks),
    reached: one.reached + other.reached,
    takenBack: one.takenBack + other.takenBack,
    commitToLiveMs: ascending(one.commitToLiveMs, other.commitToLiveMs),
    rollbackMs: ascending(one.rollbackMs, other.rollbackMs),
    recoveryMs: ascending(one.recoveryMs, other.recoveryMs),
    downInReleasesMs: one.downInReleasesMs + other.downInReleasesMs,
    service: addServices(one.service, other.service),
  }
}

function addServices(one: ServiceTally, other: ServiceTally): ServiceTally {
  return {
    watchedMs: one.watchedMs + other.watchedMs,
    downMs: one.downMs + other.downMs,
    requests: one.requests + other.requests,
    errors: one.errors + other.errors,
    latencies: mergeHistograms(one.latencies, other.latencies),
    probeLatencies: mergeHistograms(one.probeLatencies, other.probeLatencies),
    processor: addCounts(one.processor, other.processor),
    memory: addCounts(one.memory, other.memory),
  }
}

/** Names in their order, so that equal tallies are equal texts. */
function addCounts(one: Levels, other: Levels): Levels {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])].sort()
  return Object.fromEntries(names.map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]))
}

function ascending(one: readonly number[], other: readonly number[]): readonly number[] {
  if (one.length === 0) return other
  if (other.length === 0) return one
  return [...one, ...other].sort((left, right) => left - right)
}
