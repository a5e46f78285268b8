import { emptyHistogram, histogramOf } from '../judge/histogram.ts'
import type { TrafficCount, Usage } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { emptyTally } from './add.ts'
import type { Levels, ServiceTally, Tally } from './tally.ts'

/** What somebody who watches saw of the deployment that serves, between releases. */
export interface Observation {
  readonly environment: string
  readonly service: string
  readonly deployment: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** How long before it the answer speaks for: back to the look before, some minutes at most. */
  readonly coversMs: number
  readonly health?: ProbeAnswer
  /** Since the look before. Absent where the platform could not be asked. */
  readonly traffic?: TrafficCount
  readonly usage?: Usage
  /** What there is of processor and memory, where the configuration says it. */
  readonly limits?: UsageLimits
}

export interface UsageLimits {
  readonly processors?: number
  readonly memoryBytes?: number
}

/** What one observation adds to its day. */
export function tallyOfObservation({ health, coversMs, traffic, usage, limits }: Observation): Tally {
  return {
    ...emptyTally,
    service: serviceTally({ looks: health ? [{ health, coversMs }] : [], traffic, usage, limits }),
  }
}

/** A probe's answer and the time that it stands for. */
export interface Answered {
  readonly health: ProbeAnswer
  readonly coversMs: number
}

/** Sums up what was seen of one service. */
export function serviceTally(seen: {
  readonly looks: readonly Answered[]
  readonly traffic: TrafficCount | undefined
  readonly usage: Usage | undefined
  readonly limits: UsageLimits | undefined
}): ServiceTally {
  const { looks, traffic, usage, limits } = seen
  const well = looks.filter(({ health }) => health.status === 200)
  const watchedMs = sum(looks)
  return {
    watchedMs,
    downMs: watchedMs - sum(well),
    requests: traffic?.requests ?? 0,
    errors: traffic?.errors ?? 0,
    latencies: traffic?.latencies ?? emptyHistogram,
    probeLatencies: histogramOf(well.map(({ health }) => health.latencyMs)),
    processor: levelsOf(usage, ({ processors }) => processors, least(usage?.processors, limits?.processors)),
    memory: levelsOf(usage, ({ memoryBytes }) => memoryBytes, least(usage?.memoryBytes, limits?.memoryBytes)),
  }
}

function sum(looks: readonly Answered[]): number {
  return looks.reduce((total, { coversMs }) => total + Math.round(coversMs), 0)
}

/** Without knowing how much there is, what is used of it says nothing. */
function levelsOf(
  usage: Usage | undefined,
  read: (sample: Usage['samples'][number]) => number | undefined,
  limit: number | undefined,
): Levels {
  if (usage === undefined || limit === undefined || !(limit > 0)) return {}
  const counts: { [percent: string]: number } = {}
  for (const sample of usage.samples) {
    const value = read(sample)
    if (value === undefined || !Number.isFinite(value) || value < 0) continue
    const percent = String(Math.round((value / limit) * 100))
    counts[percent] = (counts[percent] ?? 0) + 1
  }
  return counts
}

function least(one: number | undefined, other: number | undefined): number | undefined {
  if (one === undefined || other === undefined) return one ?? other
  return Math.min(one, other)
}
