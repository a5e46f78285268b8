import { expect, test } from 'vitest'
import { figuresOf, type Measured, missedTargets } from './figures.ts'

const times = (count: number, provenMs: number) =>
  Array.from({ length: count }, () => ({ provenMs, checkedMs: provenMs + 500 }))
const well: Measured = {
  warm: times(100, 900),
  automatic: times(30, 4_000),
  cold: times(30, 1_500),
  boots: [90, 100, 110],
  lost: 0,
  requests: 9_000,
}

test('in time', () => {
  const figures = figuresOf(well)
  expect(figures).toMatchObject({
    warmMs: { p50: 900, p99: 900 },
    coldMs: { p50: 1_500 },
    appBootMs: 100,
    checked: { warmMs: { p50: 1_400 } },
    repetitions: { warm: 100, automatic: 30, cold: 30, boots: 3 },
    targets: { warm: 'met', automatic: 'met' },
  })
  expect(missedTargets(figures)).toEqual([])
})

test('too late, too few, and lost', () => {
  const late = { ...well, warm: [...times(98, 900), ...times(2, 1_200)], automatic: times(29, 5_100), lost: 2 }
  expect(missedTargets(figuresOf(late))).toEqual([
    '29 automatic rollbacks, fewer than 30',
    'a warm rollback takes 900 ms (p99 1200), more than the boot of 100 ms (p99 110) and 1 s',
    'from the first bad answer it takes 5100 ms in the worst of a hundred, more than 5 s',
    '2 requests were lost',
  ])
})
