import { expect, test } from 'vitest'
import { callRecord } from './call-record.ts'

test('what the last call gave or threw is passed on, and how it ended is kept', async () => {
  const record = callRecord()
  expect(record.last()).toBeUndefined()
  const away = Object.assign(new Error('no route'), { code: 'ECONNREFUSED' })
  await expect(record.call(() => Promise.reject(away))).rejects.toBe(away)
  const before = Date.now()
  expect(record.last()).toMatchObject({ failure: 'ECONNREFUSED', latencyMs: expect.any(Number) })
  expect(await record.call(async () => 'text')).toBe('text')
  expect(record.last()).toEqual({ at: expect.any(Number), latencyMs: expect.any(Number) })
  expect(record.last()?.at).toBeGreaterThanOrEqual(before)
})

test.each<[unknown, string]>([
  [Object.assign(new Error('key-of-google is over its quota'), { statusCode: 429, code: 'other' }), '429'],
  [Object.assign(new Error('?'), { code: 'Tell me about key-of-google' }), 'Error'],
  [new DOMException('the prompt took too long', 'TimeoutError'), 'TimeoutError'],
  ['key-of-google', 'unknown'],
])('a failure is one word, never a message: %s', async (thrown, failure) => {
  const record = callRecord()
  await expect(record.call(() => Promise.reject(thrown))).rejects.toBe(thrown)
  expect(record.last()?.failure).toBe(failure)
})
