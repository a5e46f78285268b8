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
  return sumTallies([one, other])
}

/** All together, in whichever order. Each list is sorted once, so that years of days add up quickly. */
export function sumTallies(all: readonly Tally[]): Tally {
  return {
    changes: sumCounts(all.map(({ changes }) => changes)),
    rollbacks: sumCounts(all.map(({ rollbacks }) => rollbacks)),
    reached: sum(all, ({ reached }) => reached),
    takenBack: sum(all, ({ takenBack }) => takenBack),
    commitToLiveMs: ascending(all.flatMap(({ commitToLiveMs }) => commitToLiveMs)),
    rollbackMs: ascending(all.flatMap(({ rollbackMs }) => rollbackMs)),
    recoveryMs: ascending(all.flatMap(({ recoveryMs }) => recoveryMs)),
    downInReleasesMs: sum(all, ({ downInReleasesMs }) => downInReleasesMs),
    service: sumServices(all.map(({ service }) => service)),
  }
}

function sumServices(all: readonly ServiceTally[]): ServiceTally {
  return {
    watchedMs: sum(all, ({ watchedMs }) => watchedMs),
    downMs: sum(all, ({ downMs }) => downMs),
    requests: sum(all, ({ requests }) => requests),
    errors: sum(all, ({ errors }) => errors),
    latencies: mergeHistograms(...all.map(({ latencies }) => latencies)),
    probeLatencies: mergeHistograms(...all.map(({ probeLatencies }) => probeLatencies)),
    processor: sumCounts(all.map(({ processor }) => processor)),
    memory: sumCounts(all.map(({ memory }) => memory)),
  }
}

function sum<Item>(all: readonly Item[], of: (item: Item) => number): number {
  return all.reduce((total, item) => total + of(item), 0)
}

/** Names in their order, so that equal tallies are equal texts. */
function sumCounts(all: readonly Levels[]): Levels {
  const counts = new Map<string, number>()
  for (const each of all)
    for (const [name, count] of Object.entries(each)) counts.set(name, (counts.get(name) ?? 0) + count)
  return Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
}

function ascending(values: readonly number[]): readonly number[] {
  return values.toSorted((left, right) => left - right)
}
