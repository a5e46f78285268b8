import { expect, test } from 'vitest'
import { lossLines } from './losses.ts'

const loss = {
  kind: 'fresh',
  status: 500,
  isFallback: false,
  isWhole: true,
  bodyStart: '',
  startedAt: 0,
  at: 0,
} as const

test('what was lost, by whom and when', () => {
  expect(lossLines([{ losses: [{ ...loss, deployment: 'd1' }] }, { losses: [{ ...loss, error: 'reset' }] }])).toEqual([
    'fresh: status 500 by d1 at 1970-01-01T00:00:00.000Z',
    'fresh: reset by nobody at 1970-01-01T00:00:00.000Z',
  ])
  expect(lossLines([{ losses: [{ ...loss, status: 503, bodyStart: '{"reason":"it starts again"}\n' }] }])).toEqual([
    'fresh: status 503 by nobody at 1970-01-01T00:00:00.000Z: {"reason":"it starts again"}',
  ])
  expect(lossLines([{ losses: Array.from({ length: 30 }, () => loss) }])).toHaveLength(20)
})
