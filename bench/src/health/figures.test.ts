import { expect, test } from 'vitest'
import { figuresOf, type Measured, missedTargets } from './figures.ts'

const asked = (perSecond: number, p99: number, failed = 0) => ({ requests: 100, failed, perSecond, p99 })
const good: Measured = {
  rounds: [
    { bare: asked(1000, 4), probes: asked(900, 4.5) },
    { bare: asked(500, 40), probes: asked(100, 90) },
    { bare: asked(1000, 4), probes: asked(950, 4.2) },
  ],
  hanging: asked(900, 5),
  asked: 3,
  allowed: 4,
}

test('ratios are medians, and each target is judged by itself', () => {
  expect(figuresOf(good)).toMatchObject({ perSecondRatio: 0.9, failed: 0 })
  expect(missedTargets(figuresOf(good))).toEqual([])
  const slow = { ...good, rounds: [{ bare: asked(1000, 4), probes: asked(700, 6) }] }
  expect(missedTargets(figuresOf(slow))).toHaveLength(2)
  expect(missedTargets(figuresOf({ ...good, hanging: asked(900, 20) }))[0]).toContain('20.0 ms')
  expect(missedTargets(figuresOf({ ...good, asked: 5 }))[0]).toContain('5 times')
  expect(missedTargets(figuresOf({ ...good, hanging: asked(900, 5, 2) }))[0]).toContain('2 requests')
})
