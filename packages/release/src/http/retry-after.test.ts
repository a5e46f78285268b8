import { expect, test } from 'vitest'
import { retryAfterMs } from './retry-after.ts'

const now = Date.parse('2026-08-01T12:00:00Z')

test.each([
  [null, undefined],
  ['', undefined],
  ['0', 0],
  ['12', 12_000],
  ['1.5', 1_500],
  ['-5', undefined],
  ['soon', undefined],
  ['Sat, 01 Aug 2026 12:00:30 GMT', 30_000],
  ['Sat, 01 Aug 2026 11:00:00 GMT', 0],
])('%s', (header, expected) => {
  expect(retryAfterMs(header, now)).toBe(expected)
})
