import { expect, test, vi } from 'vitest'
import { carryOn } from './carry-out.ts'

/** A store whose every use fails with this. */
function ports(failure: Error) {
  const store = new Proxy({}, { get: () => () => Promise.reject(failure) })
  return { store, clock: { now: () => 0, monotonic: () => 0 } } as never
}
const signal = new AbortController().signal

test('a fault of ours stays one, and that the release is left open is said', async () => {
  const progress = { line: vi.fn(), now: vi.fn(), rest: vi.fn() }
  const fault = new TypeError('x is undefined')
  await expect(carryOn('rel_1', { ports: ports(fault), progress, signal })).rejects.toBe(fault)
  expect(progress.line).toHaveBeenCalledWith(expect.stringContaining('kickai resume rel_1'))
})

test('who lost the lease is told so; any other error of a room leaves a release to be carried on', async () => {
  const progress = { line: vi.fn(), now: vi.fn(), rest: vi.fn() }
  const error = (code: string) => Object.assign(new Error('It did not go.'), { code, wayOut: 'Try again.' })
  const carried = (code: string) => carryOn('rel_1', { ports: ports(error(code)), progress, signal })
  await expect(carried('lease-lost')).rejects.toMatchObject({ code: 'lease-lost' })
  await expect(carried('store-busy')).rejects.toMatchObject({
    code: 'interrupted',
    wayOut: expect.stringContaining('kickai resume rel_1'),
  })
})
