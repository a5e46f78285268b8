import type { Entry } from '@kickai/release'
import { expect, test } from 'vitest'
import { proofOf } from './proof.ts'

function checked(at: number, deployment: string, status = 200): Entry {
  const health = { status, latencyMs: 1, deployment }
  return { sequence: at, at, token: 1, kind: 'observation', event: { kind: 'checked', at, part: 0, health, smoke: [] } }
}

test('the first answer that proves it, and the last of so many in a row', () => {
  const entries = [
    checked(1, 'new', 500),
    checked(2, 'new'),
    checked(3, 'old'),
    checked(4, 'old', 500),
    checked(5, 'old'),
    checked(6, 'old'),
  ]
  expect(proofOf(entries, 'old', 2)).toEqual({ provenAt: 3, checkedAt: 6 })
})

test('nothing is proven by too few answers, or by those of somebody else', () => {
  expect(proofOf([checked(1, 'new'), checked(2, 'new'), checked(3, 'old')], 'old', 2)).toBeUndefined()
})
