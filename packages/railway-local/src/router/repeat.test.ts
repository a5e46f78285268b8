import { expect, test } from 'vitest'
import { type FailedAttempt, mayRepeat } from './repeat.ts'

const stale: FailedAttempt = {
  attempts: 1,
  wasSent: true,
  isRepeatable: true,
  wasUsedBefore: true,
  isUpstreamRetired: false,
  errorCode: 'UND_ERR_SOCKET',
}

test('a GET that met a connection being closed goes again, once', () => {
  expect(mayRepeat(stale)).toBe(true)
  expect(mayRepeat({ ...stale, attempts: 2 })).toBe(false)
})

test('a GET over a connection of its own broke because the upstream did', () => {
  expect(mayRepeat({ ...stale, wasUsedBefore: false })).toBe(false)
  expect(mayRepeat({ ...stale, wasUsedBefore: false, isUpstreamRetired: true })).toBe(true)
})

test('what may act goes again only if it never left and there is another upstream', () => {
  expect(mayRepeat({ ...stale, isRepeatable: false })).toBe(false)
  expect(mayRepeat({ ...stale, isRepeatable: false, isUpstreamRetired: true })).toBe(false)
  const unsent = { ...stale, isRepeatable: false, wasSent: false, errorCode: 'ECONNREFUSED' }
  expect(mayRepeat(unsent)).toBe(false)
  expect(mayRepeat({ ...unsent, isUpstreamRetired: true })).toBe(true)
})

test('an answer that is not HTTP is an answer', () => {
  expect(mayRepeat({ ...stale, errorCode: 'HPE_INVALID_CONSTANT' })).toBe(false)
  expect(mayRepeat({ ...stale, errorCode: undefined })).toBe(false)
})
