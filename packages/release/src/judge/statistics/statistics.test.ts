import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chanceOfRankSum } from './exact-ranks.ts'
import { chanceOfExceeding } from './exceedance.ts'
import { normalTail } from './normal.ts'
import { outlookOf } from './outlook.ts'
import { compareRanks, tiesOf } from './ranks.ts'
import { chanceOfHigherShare, chanceOfHits, type Share } from './share.ts'
import { chanceOfWandering, risingTrend } from './trend.ts'

interface Reference {
  readonly normal: readonly { z: number; p: number }[]
  readonly ranks: readonly { left: number[]; right: number[]; above: number; exact?: number | null; normal?: number }[]
  readonly fisher: readonly { left: Share; right: Share; p: number }[]
  readonly binomial: readonly { hits: number; of: number; allowed: number; p: number }[]
  readonly exceedances: readonly {
    left: { above: number; among: number }
    right: { above: number; of: number }
    p: number
  }[]
  readonly trends: readonly { at: number[]; values: number[]; p: number; slope: number }[]
}
const reference: Reference = JSON.parse(readFileSync(join(import.meta.dirname, 'fixtures', 'reference.json'), 'utf8'))

/** Equal to ten digits, however small. */
function near(found: number, wanted: number, precision = 1e-10): void {
  expect(Math.abs(found - wanted)).toBeLessThanOrEqual(precision * Math.abs(wanted))
}

describe('what an independent implementation gives', () => {
  it.each(reference.normal)('for the normal distribution beyond $z', ({ z, p }) => near(normalTail(z), p))

  it.each(reference.ranks)('for ranks', ({ left, right, above, exact, normal }) => {
    const found = compareRanks(tiesOf(left, right))
    near(found.above, above)
    if (typeof exact === 'number') near(found.p, exact)
    if (normal !== undefined) near(found.p, normal)
  })

  it.each(reference.fisher)('for $right.hits of $right.of against $left.hits of $left.of', ({ left, right, p }) =>
    near(chanceOfHigherShare(left, right), p),
  )

  it.each(reference.binomial)('for $hits of $of where $allowed is allowed', ({ hits, of, allowed, p }) =>
    near(chanceOfHits({ hits, of }, allowed), p),
  )

  it.each(reference.exceedances)(
    'for $right.above of $right.of above $left.above of $left.among',
    ({ left, right, p }) => near(chanceOfExceeding(left, right), p, 1e-8),
  )

  it.each(reference.trends)('for a trend', ({ at, values, p, slope }) => {
    const found = risingTrend(values.map((value, index) => ({ at: at[index] ?? 0, value })))
    near(found.p, p)
    near(found.slope, slope)
  })
})

const few = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 5 })

/** The same by trying every way to deal the values out. */
function byTrying(left: readonly number[], right: readonly number[]): number {
  const all = [...left, ...right]
  const score = (chosen: readonly boolean[]) => {
    let sum = 0
    for (const [one, isRight] of chosen.entries())
      for (const [other, otherIsRight] of chosen.entries())
        if (isRight && !otherIsRight) sum += Math.sign((all[one] ?? 0) - (all[other] ?? 0))
    return sum
  }
  const seen = score(all.map((_, index) => index >= left.length))
  let high = 0
  let ways = 0
  for (let mask = 0; mask < 2 ** all.length; mask++) {
    const chosen = all.map((_, index) => (mask & (1 << index)) !== 0)
    if (chosen.filter(Boolean).length !== right.length) continue
    ways++
    if (score(chosen) >= seen) high++
  }
  return high / ways
}

describe('whatever the values', () => {
  it('few ranks are compared exactly, ties and all', () => {
    fc.assert(
      fc.property(few, few, (left, right) => {
        const { p } = compareRanks(tiesOf(left, right))
        expect(p).toBeCloseTo(byTrying(left, right), 12)
      }),
      { numRuns: 200 },
    )
  })

  it('the normal approximation of ranks stays near the exact chance where it takes over', () => {
    const values = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 26, maxLength: 26 })
    fc.assert(
      fc.property(values, values, (left, right) => {
        const ties = tiesOf(left, right)
        const { p, above } = compareRanks(ties)
        const rankSum = above * 26 * 26 + (26 * 27) / 2
        expect(Math.abs(p - chanceOfRankSum(ties, rankSum))).toBeLessThan(0.005)
      }),
      { numRuns: 100 },
    )
  })

  it('chances are chances, and all equal says nothing', () => {
    const share = fc.nat(400).chain((of) => fc.record({ hits: fc.nat(of), of: fc.constant(of) }))
    fc.assert(
      fc.property(share, share, (left, right) => {
        const p = chanceOfHigherShare(left, right)
        expect(p).toBeGreaterThanOrEqual(0)
        expect(p).toBeLessThanOrEqual(1)
        if (right.hits === 0) expect(p).toBeCloseTo(1, 9)
      }),
    )
    fc.assert(
      fc.property(fc.double({ noNaN: true }), fc.integer({ min: 1, max: 80 }), (value, count) => {
        expect(compareRanks(tiesOf(Array(count).fill(value), Array(count).fill(value)))).toEqual({ p: 1, above: 0.5 })
      }),
    )
  })

  it('more hits are never likelier by chance', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0.001, max: 0.5, noNaN: true }),
        (of, allowed) => {
          const hits = Math.ceil(of / 2)
          expect(chanceOfHits({ hits, of }, allowed)).toBeLessThanOrEqual(
            chanceOfHits({ hits: hits - 1, of }, allowed) + 1e-12,
          )
        },
      ),
    )
  })
})

const points = (values: readonly number[]) => values.map((value, at) => ({ at, value }))

describe('where values are heading', () => {
  it('a line goes on, what comes to rest comes to rest, what falls does not rise', () => {
    const line = outlookOf(points(Array.from({ length: 30 }, (_, at) => 10 + 2 * at)), 100)
    expect(Math.abs(line.steady - 268)).toBeLessThan(3)
    expect(Math.abs(line.slowing - 268)).toBeLessThan(3)
    const rest = outlookOf(points(Array.from({ length: 60 }, (_, at) => 100 - 50 * Math.exp(-at / 20))), 1000)
    expect(rest.slowing).toBeGreaterThan(97)
    expect(rest.slowing).toBeLessThan(103)
    expect(rest.steady).toBeGreaterThan(200)
    const fall = outlookOf(points([9, 8, 7, 6, 5, 4]), 100)
    expect(fall.steady).toBeLessThan(6)
    expect(fall.slowing).toBeLessThan(6)
  })

  it('nothing is foretold from one value or from one moment', () => {
    expect(outlookOf(points([1]), 10).steady).toBeNaN()
    expect(
      outlookOf(
        [
          { at: 1, value: 1 },
          { at: 1, value: 2 },
          { at: 1, value: 3 },
        ],
        10,
      ).slowing,
    ).toBeNaN()
  })

  it('wandering is told from drifting', () => {
    expect(chanceOfWandering(points([1, 2, 1, 2, 1, 2]))).toBeGreaterThan(0.2)
    expect(chanceOfWandering(points([1, 3, 4, 6, 7, 9, 10, 12]))).toBeLessThan(1e-4)
    expect(chanceOfWandering(points([1, 2, 3]))).toBe(0)
    expect(chanceOfWandering(points([3, 3, 3]))).toBe(1)
    expect(chanceOfWandering(points([5]))).toBe(1)
    expect(chanceOfWandering([])).toBe(1)
  })
})
