import type { Books } from '@kickai/traffic'
import { expect, test } from 'vitest'
import { figuresOf, missedTargets, percentile, type Switched } from './figures.ts'

const books: Books = {
  requests: 100_000,
  lost: 0,
  twice: 0,
  badAnswers: 0,
  unverified: 0,
  byKind: { fresh: { requests: 100_000, lost: 0, twice: 0, badAnswers: 0 } },
  byDeployment: {},
  events: 0,
  reconnects: 0,
  seconds: 100,
  losses: [],
}
const one: Switched = { how: 'redeploy', commandMs: 1, routerMs: 0.5, firstNewMs: 2, seconds: 1 }

test('a percentile is a value that was measured', () => {
  expect(percentile([3, 1, 2, 4], 50)).toBe(2)
  expect(percentile([3, 1, 2, 4], 99)).toBe(4)
  expect(percentile([7], 50)).toBe(7)
  expect(percentile([], 50)).toBeNaN()
})

test('figures tell switches apart and keep to what was measured', () => {
  const figures = figuresOf([one, { ...one, how: 'rollback', commandMs: 9 }, { ...one, how: 'upload' }], books)
  expect(figures).toMatchObject({
    switches: 3,
    uploads: 1,
    redeploys: 1,
    rollbacks: 1,
    requests: 100_000,
    byKind: { fresh: { requests: 100_000, lost: 0 } },
    commandMs: { p50: 1, p99: 9 },
    firstNewMs: { p50: 2, p99: 2 },
  })
})

test('each target that was missed is a sentence', () => {
  const enough: Switched[] = Array.from({ length: 50 }, (_, index) => ({
    ...one,
    how: index % 2 ? 'rollback' : 'upload',
  }))
  expect(missedTargets(figuresOf(enough, books), ['fresh'])).toEqual([])
  const bad = { ...books, requests: 9, lost: 1, twice: 2, unverified: 3 }
  expect(missedTargets(figuresOf([one], bad), ['fresh', 'slow'])).toEqual([
    '1 switches, fewer than 50',
    'there was no rollback',
    '9 requests, fewer than 100000',
    '1 requests were lost',
    '2 were handled twice',
    'of 3 nobody can say how often they were handled',
    'there was no traffic of kind slow',
  ])
})
