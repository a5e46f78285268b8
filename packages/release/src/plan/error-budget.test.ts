import { describe, expect, it } from 'vitest'
import { type ErrorBudget, errorBudgetRule, type Watched } from './error-budget.ts'
import { brokenRules } from './promotion.ts'

const hour = 3_600_000
const day = 24 * hour
const now = Date.parse('2026-03-30T00:00:00Z') + 12 * hour
// 0.1 % of 30 days: 43.2 minutes.
const budget: ErrorBudget = { availability: 0.999, days: 30, noData: 'pass' }

function watched(
  days: { readonly [day: string]: readonly [watchedMs: number, downMs: number] },
  since = now - 90 * day,
) {
  const seen = Object.entries(days).map(([name, [watchedMs, downMs]]) => [name, { watchedMs, downMs }] as const)
  return { environment: 'production', now, since, services: 1, days: new Map(seen) } satisfies Watched
}

describe('the error budget of an environment that is promoted into', () => {
  it('is there where it was watched and down for less than is allowed, and says how much', () => {
    const rule = errorBudgetRule(budget, watched({ '2026-03-01': [20 * day, 40 * 60_000] }))
    expect(rule).toMatchObject({ rule: 'error-budget', outcome: 'held', environment: 'production' })
    expect(rule.sentence).toContain('40 min of the 43.2 min down that 99.9 % availability allows in 30 days')
  })

  it('is spent by as much as is allowed, until the worst days have left the window', () => {
    const seen = { '2026-03-10': [20 * day, 43.2 * 60_000], '2026-03-12': [day, 1_000] } as const
    expect(errorBudgetRule(budget, watched(seen))).toMatchObject({
      outcome: 'broken',
      notBefore: Date.parse('2026-04-09'),
    })
    const before = errorBudgetRule(budget, watched({ '2026-02-28': [day, day], '2026-03-02': [20 * day, 0] }))
    expect(before.outcome).toBe('held')
  })

  it('is spent however little was watched', () => {
    expect(errorBudgetRule(budget, watched({ '2026-03-30': [hour, hour] })).outcome).toBe('broken')
  })

  it('is not known where nobody watched, or too seldom; the environment says what becomes of that', () => {
    for (const days of [{}, { '2026-03-30': [hour, 0] }] as const) {
      const passing = errorBudgetRule(budget, watched(days))
      const failing = errorBudgetRule({ ...budget, noData: 'fail' }, watched(days))
      expect([passing.outcome, failing.outcome]).toEqual(['inconclusive', 'inconclusive'])
      // Its own word counts, whatever is otherwise done with what nobody knows.
      expect(brokenRules([passing, failing], 'fail')).toEqual([failing])
      expect(brokenRules([passing, failing], 'pass')).toEqual([failing])
    }
  })

  it('is counted for what could be watched: since the first release, each service by itself', () => {
    const young = watched({ '2026-03-30': [hour, 0] }, now - hour)
    expect(errorBudgetRule(budget, young).outcome).toBe('held')
    expect(errorBudgetRule(budget, { ...young, services: 3 }).outcome).toBe('inconclusive')
  })

  it('stands against no first promotion, and none of services that nobody can ask', () => {
    const first: Watched = { environment: 'production', now, services: 0, days: new Map() }
    expect(errorBudgetRule({ ...budget, noData: 'fail' }, first).outcome).toBe('held')
    expect(errorBudgetRule(budget, { ...watched({}), services: 0 }).outcome).toBe('held')
  })

  it('of an objective of 100 % is spent by any downtime, and by none of it not', () => {
    const strict = { ...budget, availability: 1 }
    expect(errorBudgetRule(strict, watched({ '2026-03-10': [20 * day, 1] })).outcome).toBe('broken')
    expect(errorBudgetRule(strict, watched({ '2026-03-10': [20 * day, 0] })).outcome).toBe('held')
  })
})
