import { expect, test } from 'vitest'
import { growthOf, type Measured, missedTargets } from './figures.ts'

const small: Measured = { releases: 1_000, coldMs: 200, bareNodeMs: 40, foldMs: 100, foldEqual: true }
const large: Measured = { releases: 100_000, coldMs: 400, bareNodeMs: 40, foldMs: 11_000, foldEqual: true }

test('each target is judged by itself', () => {
  expect(growthOf([small, large])).toBeCloseTo(1.1)
  expect(missedTargets([small, large])).toEqual([])
  expect(missedTargets([small])).toHaveLength(1)
  expect(missedTargets([small, { ...large, coldMs: 501 }])[0]).toContain('501')
  expect(missedTargets([{ ...small, foldEqual: false }, large])[0]).toContain('equal')
  expect(missedTargets([small, { ...large, foldMs: 20_000 }])[0]).toContain('2.00 times')
})
