import type { Books } from '@kickai/traffic'
import { expect, test } from 'vitest'
import { figuresOf, missedTargets, peerFiguresOf, percentile, type Switched } from './figures.ts'

const books: Books = {
  requests: 300_000,
  lost: 0,
  twice: 0,
  badAnswers: 0,
  unverified: 0,
  byKind: { fresh: { requests: 300_000, lost: 0, twice: 0, badAnswers: 0 } },
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
    requests: 300_000,
    byKind: { fresh: { requests: 300_000, lost: 0 } },
    commandMs: { p50: 1, p99: 9 },
    firstNewMs: { p50: 2, p99: 2 },
  })
})

test('each target that was missed is a sentence', () => {
  const enough: Switched[] = Array.from({ length: 100 }, (_, index) => ({
    ...one,
    how: index % 2 ? 'rollback' : 'upload',
  }))
  expect(missedTargets(figuresOf(enough, books), ['fresh'])).toEqual([])
  const bad = { ...books, requests: 9, lost: 1, twice: 2, unverified: 3 }
  expect(missedTargets(figuresOf([{ ...one, commandMs: 3 }], bad), ['fresh', 'slow'])).toEqual([
    '1 switches, fewer than 100',
    'there was no rollback',
    '9 requests, fewer than 300000',
    'a command took 3 ms (p50), more than 2',
    '1 requests were lost',
    '2 were handled twice',
    'of 3 nobody can say how often they were handled',
    'there was no traffic of kind slow',
  ])
})

test('what another proxy lost is told with its reasons', () => {
  const loss = {
    kind: 'websocket',
    status: 101,
    isFallback: false,
    bodyStart: '',
    isWhole: false,
    startedAt: 0,
    at: 0,
  } as const
  const losses = [
    { ...loss, error: 'closed-1006' },
    { ...loss, error: 'closed-1006' },
    { ...loss, kind: 'posted', status: 502 } as const,
  ]
  const figures = peerFiguresOf('1.0', [4, 2, 9], { ...books, lost: 3, losses })
  expect(figures).toMatchObject({
    version: '1.0',
    switches: 3,
    requests: 300_000,
    lost: 3,
    commandMs: { p50: 4, p99: 9 },
    reasons: { 'websocket closed-1006': 2, 'posted 502': 1 },
  })
})
