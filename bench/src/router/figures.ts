import { median } from '../median.ts'
import { MODES, type Mode } from './mode.ts'

/** One window: one proxy under one kind of load. */
export type Measured = {
  proxy: string
  mode: Mode
  round: number
  /** Processor time of the proxy's processes in the window, divided by the requests answered in it. */
  microseconds: number
  requests: number
  failed: number
  perSecond: number
}

export type ProxyFigures = {
  /** Processor time per request; median of the rounds, and the least and the most. */
  microsecondsPerRequest: { median: number; least: number; most: number }
  requests: number
  failed: number
  requestsPerSecond: number
}

export type RouterFigures = {
  byMode: Record<Mode, Record<string, ProxyFigures>>
  /** Our router's time divided by a peer's, in the same round; median of the rounds. Below 1: ours takes less. */
  ratios: Record<Mode, Record<string, number>>
}

const targets = { microseconds: 70, below: 'caddy' }

/** Puts the figures together. Pure. */
export function figuresOf(measured: readonly Measured[]): RouterFigures {
  const byMode = {} as RouterFigures['byMode']
  const ratios = {} as RouterFigures['ratios']
  for (const mode of MODES) {
    const here = measured.filter((one) => one.mode === mode)
    const byProxy = Map.groupBy(here, ({ proxy }) => proxy)
    byMode[mode] = Object.fromEntries([...byProxy].map(([proxy, all]) => [proxy, proxyFigures(all)]))
    const ours = byProxy.get('router') ?? []
    const peers = [...byProxy].filter(([proxy]) => proxy !== 'router')
    ratios[mode] = Object.fromEntries(peers.map(([proxy, theirs]) => [proxy, ratioOf(ours, theirs)]))
  }
  return { byMode, ratios }
}

function proxyFigures(measured: readonly Measured[]): ProxyFigures {
  const times = measured.map(({ microseconds }) => microseconds)
  return {
    microsecondsPerRequest: {
      median: rounded(median(times)),
      least: rounded(Math.min(...times)),
      most: rounded(Math.max(...times)),
    },
    requests: measured.reduce((sum, { requests }) => sum + requests, 0),
    failed: measured.reduce((sum, { failed }) => sum + failed, 0),
    requestsPerSecond: Math.round(median(measured.map(({ perSecond }) => perSecond))),
  }
}

function ratioOf(ours: readonly Measured[], theirs: readonly Measured[]): number {
  const byRound = new Map(theirs.map((one) => [one.round, one.microseconds]))
  const ratios = ours.flatMap(({ round, microseconds }) => {
    const other = byRound.get(round)
    return other === undefined ? [] : [microseconds / other]
  })
  return Math.round(median(ratios) * 1000) / 1000
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets({ byMode, ratios }: RouterFigures): string[] {
  return MODES.flatMap((mode) => {
    const missed: string[] = []
    const ours = byMode[mode].router
    if (ours === undefined) return [`the router was not measured under ${mode} requests`]
    const { median: taken } = ours.microsecondsPerRequest
    if (!(taken <= targets.microseconds)) {
      missed.push(`${taken} µs of processor time per ${mode} request, more than ${targets.microseconds}`)
    }
    const ratio = ratios[mode][targets.below]
    if (ratio !== undefined && !(ratio < 1)) missed.push(`${ratio} of Caddy’s time per ${mode} request, not below it`)
    if (ours.failed > 0) missed.push(`${ours.failed} ${mode} requests failed`)
    return missed
  })
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10
}
