import type { ExecutionCount } from '../gates/attestation.ts'
import type { Happening } from '../machine/event.ts'
import type { Histogram, TrafficCount, Usage, UsageSample } from '../ports/platform.ts'
import type { ProbeAnswer } from '../ports/probe.ts'
import { emptyHistogram, histogramOf, mergeHistograms } from './histogram.ts'
import type { Remark } from './remark.ts'

/** What our own probes saw; never counted among users' requests. */
export interface Probes {
  readonly asked: number
  readonly failed: number
  /** Of those that were answered with 200. */
  readonly latencies: Histogram
}

/** The previous release, measured right before the new one is deployed. */
export interface Measurement {
  readonly probes: Probes
  /** Whether it said which deployment it is; absent where it was not seen to answer. */
  readonly named?: boolean
  /** Absent where the platform could not be asked. */
  readonly traffic?: TrafficCount
}

/** What baking has seen of one part so far. Of bounded size, however long it takes. */
export interface Watched {
  readonly probes: Probes
  /** Everything since baking began, by the newest reading. */
  readonly traffic?: TrafficCount
  /** Figures that the newest reading asked for in vain. */
  readonly unread: readonly Figure[]
  /** Figures that were read at least once. */
  readonly read: readonly Figure[]
  readonly usage: Usage
  readonly restarts: Restarts
  /** Of a scheduled service, by the newest reading. */
  readonly executions?: ExecutionCount
  /** The last checkpoint at which there was a comparison, and what it left. */
  readonly checkpoint: number
  readonly compared: readonly Remark[]
}

/** `record`: what the platform says of a service that nobody can ask. `executions`: how its scheduled runs ended. */
export type Figure = 'traffic' | 'usage' | 'record' | 'executions'

/** Restarts since baking began, by the two signs that there are; the platform's is missed between two looks. */
export interface Restarts {
  /** Ends of a process that its uptime gave away, and when the newest process began. */
  readonly byUptime: number
  readonly startedAt?: number
  readonly byPlatform: number
  readonly restarting: boolean
}

export const noProbes: Probes = { asked: 0, failed: 0, latencies: emptyHistogram }

export const nothingWatched: Watched = {
  probes: noProbes,
  unread: [],
  read: [],
  usage: { samples: [] },
  restarts: { byUptime: 0, byPlatform: 0, restarting: false },
  checkpoint: 0,
  compared: [],
}

const mostSamples = 120
/** Uptimes come in whole seconds, and the answer took its time. */
const uptimeErrorMs = 2_000

type Observed = Extract<Happening, { kind: 'observed' }> & { readonly at: number }

/** Whether an observation asked the platform for its figures. */
export function asksFigures({ traffic, usage, record, unread = [] }: Observed): boolean {
  return traffic !== undefined || usage !== undefined || record?.executions !== undefined || unread.length > 0
}

/** Counts that are no numbers are no data. */
function isReadable({ requests, errors }: TrafficCount): boolean {
  return Number.isFinite(requests) && errors >= 0 && errors <= requests
}

/** `since` is when baking began; `ours` whether the new release is who answered, or should have. */
export function watchedAfter(watched: Watched, observed: Observed, since: number, ours: boolean): Watched {
  const { usage, record, health } = observed
  const traffic = observed.traffic && isReadable(observed.traffic) ? observed.traffic : undefined
  const unread = [...(observed.unread ?? []), ...(observed.traffic && !traffic ? (['traffic'] as const) : [])]
  const executions = record?.executions
  const read: Figure[] = [
    ...(traffic ? ['traffic' as const] : []),
    ...(usage ? ['usage' as const] : []),
    ...(executions ? ['executions' as const] : []),
  ]
  return {
    ...watched,
    probes: ours && health !== undefined ? withProbe(watched.probes, health) : watched.probes,
    ...(traffic && { traffic }),
    ...(asksFigures(observed) && { unread }),
    read: [...new Set([...watched.read, ...read])],
    usage: usage ? withUsage(watched.usage, usage) : watched.usage,
    restarts: ours ? withSigns(watched.restarts, observed, since) : watched.restarts,
    ...(executions && { executions }),
  }
}

/** One more probe. */
export function withProbe(probes: Probes, { status, latencyMs }: ProbeAnswer): Probes {
  const good = status === 200
  return {
    asked: probes.asked + 1,
    failed: probes.failed + (good ? 0 : 1),
    latencies: good ? mergeHistograms(probes.latencies, histogramOf([latencyMs])) : probes.latencies,
  }
}

function withUsage(before: Usage, { samples, ...limits }: Usage): Usage {
  const last = before.samples.at(-1)?.at ?? Number.NEGATIVE_INFINITY
  const all = [...before.samples, ...samples.filter(({ at }) => at > last)]
  return { ...before, ...limits, samples: thinned(all) }
}

/** Every second one is dropped once there are too many; the newest stays. */
function thinned(samples: readonly UsageSample[]): readonly UsageSample[] {
  if (samples.length <= mostSamples) return samples
  return thinned(samples.filter((_, index) => (samples.length - 1 - index) % 2 === 0))
}

function withSigns(restarts: Restarts, { at, health, restarting }: Observed, since: number): Restarts {
  const { uptimeSeconds, answeredAt = at } = health ?? {}
  const startedAt = uptimeSeconds === undefined ? undefined : answeredAt - uptimeSeconds * 1000
  // With several instances anyone may answer; only one that began later than all that were seen is a new start.
  const anew = startedAt !== undefined && startedAt > Math.max(since, restarts.startedAt ?? since) + uptimeErrorMs
  return {
    byUptime: restarts.byUptime + (anew ? 1 : 0),
    ...(anew ? { startedAt } : restarts.startedAt !== undefined && { startedAt: restarts.startedAt }),
    byPlatform: restarts.byPlatform + (restarting === true && !restarts.restarting ? 1 : 0),
    restarting: restarting ?? restarts.restarting,
  }
}
