import { expect, test } from 'vitest'
import { askHealth, gradeOf } from './identity.ts'

const expected = { deployment: 'd1', digest: 'sha256:a' }

test.each([
  ['proven', { status: 200, body: { deployment: 'd1', digest: 'sha256:a' } }],
  ['proven', { status: 200, body: { deployment: 'd1' } }],
  ['attested', { status: 200, body: {} }],
  ['unknown', { status: 200, body: { deployment: 'd0' } }],
  ['unknown', { status: 200, body: { deployment: 'd1', digest: 'sha256:b' } }],
  ['unknown', { status: 503, body: { code: 'no-deployment' } }],
  ['unknown', undefined],
])('%s: %o', (grade, answer) => {
  const heard = answer && { ...answer, answer: { latencyMs: 1, status: answer.status, ...answer.body } }
  expect(gradeOf(heard, expected)).toBe(grade)
})

test('the platform attests nobody whom it does not run', () => {
  const silent = { status: 200, body: {}, answer: { status: 200, latencyMs: 1 } }
  expect([gradeOf(silent, expected, true), gradeOf(silent, expected, false)]).toEqual(['attested', 'unknown'])
})

test('nobody there is an answer too', async () => {
  expect(await askHealth('http://127.0.0.1:1/health')).toBeUndefined()
})
