import { expect, test } from 'vitest'
import type { Case } from './cases.ts'
import { figuresOf, missedTargets } from './figures.ts'

const one = (change: Partial<Case>): Case => ({
  what: 'requests',
  values: 'lognormal',
  fault: 'none',
  size: 1000,
  seed: 1,
  runs: 100,
  rolledBack: 0,
  rolledBackInTime: 0,
  prolonged: 0,
  ...change,
})

const cases = [
  one({ rolledBack: 0.002, peers: { threshold: 0.1 } }),
  one({ rolledBack: 0.004, size: 50, peers: { threshold: 0.2 } }),
  one({ rolledBack: 0.97, rolledBackInTime: 0.9, fault: 'slower', peers: { threshold: 0.5 } }),
  one({ rolledBack: 0.2, fault: 'slower', size: 50, peers: { threshold: 0.9 } }),
]

test('the worst and the mean of all cases, beside others on the same requests', () => {
  expect(figuresOf(cases)).toMatchObject({
    falseAlarms: 0.004,
    meanFalseAlarms: 0.003,
    misses: 0.03,
    notRolledBackInTime: 0.1,
    peers: { threshold: { falseAlarms: 0.2, misses: 0.5 } },
    releases: 400,
  })
  expect(missedTargets(cases)).toEqual([])
})

test('each case beyond its target is named', () => {
  const missed = missedTargets([
    one({ rolledBack: 0.011 }),
    one({ rolledBack: 0.9, fault: 'slower' }),
    one({ rolledBack: 0.9, fault: 'leak', what: 'memory', values: 'leaking', size: undefined as never }),
  ])
  expect(missed).toHaveLength(3)
  expect(missed[1]).toContain('10 % misses of slower')
})
