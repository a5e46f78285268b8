import { expect, test } from 'vitest'
import { allOrProblems } from './all-or-problems.ts'
import { CommandError } from './command-error.ts'
import { describeError } from './described.ts'

const missing = new CommandError('secret-missing', '1 secret has no value.', {
  problems: [{ path: 'a.B', sentence: 'env:B has no value' }],
})
const down = new CommandError('local-not-running', 'It does not run.')

test('what all give, one failure as it is, several as one with every problem once', async () => {
  expect(await allOrProblems([Promise.resolve(1), Promise.resolve('two')])).toEqual([1, 'two'])
  await expect(allOrProblems([Promise.reject(missing), Promise.resolve(1)])).rejects.toBe(missing)
  await expect(
    allOrProblems([Promise.reject(missing), Promise.reject(down), Promise.reject(down)]),
  ).rejects.toMatchObject({
    code: 'not-ready',
    problems: [
      { path: 'a.B', sentence: 'env:B has no value' },
      { path: 'local-not-running', sentence: 'It does not run.' },
    ],
  })
})

test('a fault of ours is not hidden among problems, and shows its cause', async () => {
  const fault = new TypeError('x is undefined', { cause: new Error('deeper') })
  await expect(allOrProblems([Promise.reject(missing), Promise.reject(fault)])).rejects.toBe(fault)
  expect(describeError(fault)).toMatchObject({
    code: 'fault',
    exitCode: 70,
    causes: ['deeper'],
    fault: expect.stringContaining('TypeError'),
  })
})

test('errors of other rooms are known by code and way out; whether they acted tells blocked from unknown', () => {
  const error = (more: object) =>
    Object.assign(new Error('Railway said no.'), { code: 'railway-refused', wayOut: 'Ask.', ...more })
  expect(describeError(error({ acted: 'no' }))).toMatchObject({ code: 'railway-refused', exitCode: 4 })
  expect(describeError(error({ acted: 'unknown' })).exitCode).toBe(5)
  expect(describeError(error({ code: 'store-unreadable' })).exitCode).toBe(2)
  expect(describeError(error({ code: 'build-aborted' })).exitCode).toBe(5)
})

test('a cause that the sentence repeats is not told again', () => {
  const inner = new Error('connect ECONNREFUSED', { cause: new Error('no route') })
  const repeated = new Error('Railway is unreachable: connect ECONNREFUSED.', { cause: inner })
  expect(describeError(repeated).causes).toEqual(['no route'])
})
