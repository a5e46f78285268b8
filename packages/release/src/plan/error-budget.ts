import { dayOf } from '../metrics/tally-release.ts'
import type { PromotionRule } from './promotion.ts'

const dayMs = 86_400_000
/** What was watched for less than this share of its time is not known well enough to say that budget is left. */
const leastWatched = 0.5

/** How much downtime an environment may have before nothing is promoted into it any more. */
export interface ErrorBudget {
  /** The share of the window that must be available, 0 to 1. */
  readonly availability: number
  /** Whole days (UTC), today among them. */
  readonly days: number
  /** What becomes of a promotion where too little was watched to know. */
  readonly noData: 'fail' | 'pass'
}

/** What is known of an environment's service. Times in milliseconds. */
export interface Watched {
  readonly environment: string
  readonly now: number
  /** When the first thing was released there; absent where nothing is live there. */
  readonly since?: number
  /** How many services answer requests there, each of which is watched by itself. */
  readonly services: number
  /** By day of UTC: how long they were watched, and for how much of it they were down. */
  readonly days: ReadonlyMap<string, { readonly watchedMs: number; readonly downMs: number }>
}

/** The first day of a window that ends today. */
export function firstDayOf({ days }: Pick<ErrorBudget, 'days'>, now: number): string {
  return dayOf(now - (days - 1) * dayMs)
}

/**
 * Whether an environment has error budget left for a promotion into it. Pure. A first promotion finds nothing to protect, so it
 * holds. Budget that is spent is spent however little was watched; otherwise too little watching is inconclusive, and
 * `noData` settles it.
 */
export function errorBudgetRule(budget: ErrorBudget, watched: Watched): PromotionRule {
  const { environment, now, since, services } = watched
  const rule = 'error-budget' as const
  const fields = { rule, environment, inconclusive: budget.noData }
  if (since === undefined)
    return {
      ...fields,
      outcome: 'held',
      sentence: `Nothing is known to be live in ${environment} that could have spent a budget.`,
    }
  if (services === 0)
    return { ...fields, outcome: 'held', sentence: `${environment} has no service that answers requests.` }
  const first = firstDayOf(budget, now)
  const days = [...watched.days].filter(([day]) => day >= first)
  const downMs = total(days.map(([, day]) => day.downMs))
  const allowedMs = budget.days * dayMs * (1 - budget.availability)
  const spent = `${told(downMs)} of the ${told(allowedMs)} down that ${percent(budget.availability)} availability allows in ${budget.days} days`
  if (downMs > 0 && downMs >= allowedMs) {
    const notBefore = leftAgainAt(days, allowedMs, budget.days)
    const sentence = `${environment} has no error budget left: ${spent}.`
    return { ...fields, outcome: 'broken', sentence, ...(notBefore !== undefined && { notBefore }) }
  }
  const couldMs = Math.max(1, now - Math.max(since, Date.parse(first))) * services
  const watchedMs = total(days.map(([, day]) => day.watchedMs))
  if (watchedMs < couldMs * leastWatched) {
    const share = percent(watchedMs / couldMs)
    const sentence = `Nobody knows whether ${environment} has error budget left: it was watched for ${share} of its time.`
    return { ...fields, outcome: 'inconclusive', sentence }
  }
  return { ...fields, outcome: 'held', sentence: `${environment} has error budget left: ${spent}.` }
}

/** When so many days have left the window that what is down in the others is allowed; undefined where none would do. */
function leftAgainAt(
  days: readonly (readonly [string, { readonly downMs: number }])[],
  allowedMs: number,
  windowDays: number,
): number | undefined {
  const ascending = days.toSorted(([one], [other]) => (one < other ? -1 : 1))
  let left = total(ascending.map(([, { downMs }]) => downMs))
  for (const [day, { downMs }] of ascending) {
    left -= downMs
    if (left === 0 || left < allowedMs) return Date.parse(day) + windowDays * dayMs
  }
  return undefined
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}

function told(ms: number): string {
  const round = (value: number) => Number(value.toFixed(1))
  if (ms < 60_000) return `${round(ms / 1000)} s`
  return ms < 7_200_000 ? `${round(ms / 60_000)} min` : `${round(ms / 3_600_000)} h`
}

/** Rounded down, so that what is missing is never rounded away. */
function percent(share: number): string {
  return `${Math.floor(share * 10_000 + 1e-6) / 100} %`
}
