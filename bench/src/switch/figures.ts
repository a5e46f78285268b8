import type { Books, Kind } from '@kickai/traffic'

/** One switch or rollback, as the platform and the users saw it. */
export type Switched = {
  how: 'upload' | 'redeploy' | 'rollback'
  /** Milliseconds from the supervisor's command to the router until it was confirmed. */
  commandMs: number
  /** The router's own part of it. */
  routerMs: number
  /** Milliseconds from the command to the first whole answer of the new deployment. */
  firstNewMs: number
  /** Seconds from the call on the platform's interface until the new deployment served. */
  seconds: number
}

export type SwitchFigures = {
  switches: number
  uploads: number
  redeploys: number
  rollbacks: number
  requests: number
  lost: number
  twice: number
  unverified: number
  byKind: Partial<Record<Kind, { requests: number; lost: number }>>
  events: number
  reconnects: number
  commandMs: { p50: number; p99: number }
  routerMs: { p50: number; p99: number }
  firstNewMs: { p50: number; p99: number }
  switchSeconds: { p50: number }
  seconds: number
  /** Why, where and when, for the first that were lost. */
  losses: Books['losses']
}

/** What users of the same load lost behind another proxy. */
export type PeerFigures = {
  version: string
  switches: number
  requests: number
  lost: number
  twice: number
  unverified: number
  byKind: SwitchFigures['byKind']
  events: number
  reconnects: number
  /** Milliseconds that telling the proxy took. */
  commandMs: { p50: number; p99: number }
  seconds: number
  /** How often each reason was met among the first that were lost. */
  reasons: Record<string, number>
}

export const targets = { switches: 100, requests: 300_000, commandMs: 2 }

/** Puts the figures together. Pure. */
export function figuresOf(switched: readonly Switched[], books: Books): SwitchFigures {
  const count = (how: Switched['how']) => switched.filter((one) => one.how === how).length
  const spread = (name: 'commandMs' | 'routerMs' | 'firstNewMs') => {
    const values = switched.map((one) => one[name])
    return { p50: percentile(values, 50), p99: percentile(values, 99) }
  }
  return {
    switches: switched.length,
    uploads: count('upload'),
    redeploys: count('redeploy'),
    rollbacks: count('rollback'),
    requests: books.requests,
    lost: books.lost,
    twice: books.twice,
    unverified: books.unverified,
    byKind: byKindOf(books),
    events: books.events,
    reconnects: books.reconnects,
    commandMs: spread('commandMs'),
    routerMs: spread('routerMs'),
    firstNewMs: spread('firstNewMs'),
    switchSeconds: {
      p50: percentile(
        switched.map(({ seconds }) => seconds),
        50,
      ),
    },
    seconds: books.seconds,
    losses: books.losses,
  }
}

/** The same of another proxy. Pure. */
export function peerFiguresOf(version: string, commandMs: readonly number[], books: Books): PeerFigures {
  const { requests, lost, twice, unverified, events, reconnects, seconds } = books
  const reasons: Record<string, number> = {}
  for (const { kind, error, status } of books.losses) {
    const reason = `${kind} ${error ?? status}`
    reasons[reason] = (reasons[reason] ?? 0) + 1
  }
  return {
    version,
    switches: commandMs.length,
    requests,
    lost,
    twice,
    unverified,
    byKind: byKindOf(books),
    events,
    reconnects,
    commandMs: { p50: percentile(commandMs, 50), p99: percentile(commandMs, 99) },
    seconds,
    reasons,
  }
}

function byKindOf(books: Books): SwitchFigures['byKind'] {
  const byKind = Object.entries(books.byKind).map(([kind, { requests, lost }]) => [kind, { requests, lost }])
  return Object.fromEntries(byKind)
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets(figures: SwitchFigures, kinds: readonly Kind[]): string[] {
  const missed: string[] = []
  if (figures.switches < targets.switches) missed.push(`${figures.switches} switches, fewer than ${targets.switches}`)
  if (figures.rollbacks === 0) missed.push('there was no rollback')
  if (figures.requests < targets.requests) missed.push(`${figures.requests} requests, fewer than ${targets.requests}`)
  if (!(figures.commandMs.p50 <= targets.commandMs))
    missed.push(`a command took ${figures.commandMs.p50} ms (p50), more than ${targets.commandMs}`)
  if (figures.lost > 0) missed.push(`${figures.lost} requests were lost`)
  if (figures.twice > 0) missed.push(`${figures.twice} were handled twice`)
  if (figures.unverified > 0) missed.push(`of ${figures.unverified} nobody can say how often they were handled`)
  for (const kind of kinds) if (!figures.byKind[kind]?.requests) missed.push(`there was no traffic of kind ${kind}`)
  return missed
}

/** The smallest value that so many per cent of the values do not exceed; rounded to hundredths. Pure. */
export function percentile(values: readonly number[], percent: number): number {
  if (values.length === 0) return Number.NaN
  const sorted = values.toSorted((one, other) => one - other)
  const index = Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)
  return Math.round((sorted[index] as number) * 100) / 100
}
