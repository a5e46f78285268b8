import { quantileOf, sizeOf } from '../judge/histogram.ts'
import { type Definition, definitions, type FigureName, keeps } from './definitions.ts'
import type { Levels, Tally } from './tally.ts'

/** One figure of an environment. `value` is absent where nothing was measured: no data is neither kept nor missed. */
export interface FigureValue {
  readonly value?: number
  /** Of how many releases, requests, probes or samples. */
  readonly of: number
  readonly kept?: boolean
}

export type Figures = { readonly [name in FigureName]: FigureValue }

/**
 * All figures of a window. `windowMs` is how long the window is, `availability` the share of it that the error budget is counted
 * by. Pure.
 */
export function figuresOf(
  tally: Tally,
  windowMs: number,
  availability: number = definitions.availability.target.value,
): Figures {
  const { changes, service, commitToLiveMs, recoveryMs } = tally
  const changed = Object.entries(changes).reduce(
    (sum, [verdict, count]) => sum + (verdict === 'blocked' ? 0 : count),
    0,
  )
  const rollbacks = Object.values(tally.rollbacks).reduce((sum, count) => sum + count, 0)
  const times = sizeOf(service.latencies) > 0 ? service.latencies : service.probeLatencies
  const days = windowMs / 86_400_000
  const values: { readonly [name in FigureName]: Omit<FigureValue, 'kept'> } = {
    successShare: share(changes.live ?? 0, changed),
    commitToLive: quantile(commitToLiveMs, 0.95),
    rollback: quantile(tally.rollbackMs, 0.95),
    downInReleases: { of: changed + rollbacks, ...(changed + rollbacks > 0 && { value: tally.downInReleasesMs }) },
    deploymentFrequency: { of: tally.reached, ...(days > 0 && { value: tally.reached / days }) },
    leadTime: quantile(commitToLiveMs, 0.5),
    changeFailShare: share(tally.takenBack, tally.reached),
    recovery: quantile(recoveryMs, 0.5),
    response: measured(quantileOf(times, 0.95), sizeOf(times)),
    errorShare: share(service.errors, service.requests),
    availability: share(service.watchedMs - service.downMs, service.watchedMs),
    budgetLeft: {
      of: service.watchedMs,
      ...(service.watchedMs > 0 && { value: leftOf(service.downMs, windowMs * (1 - availability)) }),
    },
    processor: level(service.processor),
    memory: level(service.memory),
  }
  return Object.fromEntries(
    Object.entries(values).map(([name, figure]) => [name, judged(definitions[name as FigureName], figure)]),
  ) as Figures
}

/** The share that is left; where nothing is allowed, all or none. */
function leftOf(downMs: number, allowedMs: number): number {
  if (allowedMs > 0) return 1 - downMs / allowedMs
  return downMs > 0 ? 0 : 1
}

function judged({ target }: Definition, figure: Omit<FigureValue, 'kept'>): FigureValue {
  return target === undefined || figure.value === undefined ? figure : { ...figure, kept: keeps(target, figure.value) }
}

function share(part: number, of: number): Omit<FigureValue, 'kept'> {
  return { of, ...(of > 0 && { value: part / of }) }
}

function measured(value: number | undefined, of: number): Omit<FigureValue, 'kept'> {
  return { of, ...(value !== undefined && { value }) }
}

/** The value that so many do not exceed (nearest rank). `values` ascend. */
function quantile(values: readonly number[], wanted: number): Omit<FigureValue, 'kept'> {
  return measured(values[Math.max(1, Math.ceil(values.length * wanted)) - 1], values.length)
}

function level(levels: Levels): Omit<FigureValue, 'kept'> {
  const ascending = Object.entries(levels)
    .map(([percent, count]) => ({ percent: Number(percent), count }))
    .sort((left, right) => left.percent - right.percent)
  const of = ascending.reduce((sum, { count }) => sum + count, 0)
  let below = 0
  for (const { percent, count } of ascending) {
    below += count
    if (below >= of * 0.95) return { of, value: percent / 100 }
  }
  return { of }
}
