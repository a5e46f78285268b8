import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Probe } from './probe.ts'
import { startProbes } from './probes.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function probe(check: Probe['check']): Probe {
  return {
    name: 'store',
    intervalMilliseconds: 1000,
    limitMilliseconds: 300,
    failedStatus: 'disconnected',
    failedVerdict: 'unhealthy',
    check,
  }
}

const good = { status: 'connected', verdict: 'good' } as const

test('a dependency is asked at most once an interval, however often the results are read', async () => {
  const check = vi.fn(async () => good)
  const probes = startProbes([probe(check)], { jitter: () => 0 })
  await probes.firstRound
  expect(check).toHaveBeenCalledTimes(1)
  for (let read = 0; read < 100; read++) expect(probes.results().store?.status).toBe('connected')
  await vi.advanceTimersByTimeAsync(999)
  expect(check).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(check).toHaveBeenCalledTimes(2)
  probes.stop()
  await vi.advanceTimersByTimeAsync(10_000)
  expect(check).toHaveBeenCalledTimes(2)
})

test('jitter only ever makes the wait longer', async () => {
  const check = vi.fn(async () => good)
  const probes = startProbes([probe(check)], { jitter: () => 0.99 })
  await probes.firstRound
  await vi.advanceTimersByTimeAsync(1190)
  expect(check).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(10)
  expect(check).toHaveBeenCalledTimes(2)
  probes.stop()
})

test('a check that throws or never answers gives the failed status, its reason, and an aborted signal', async () => {
  const throwing = startProbes([probe(async () => Promise.reject(new Error('file is gone')))])
  await throwing.firstRound
  expect(throwing.results().store).toMatchObject({
    status: 'disconnected',
    verdict: 'unhealthy',
    reason: 'file is gone',
  })
  throwing.stop()

  let signal: AbortSignal | undefined
  const silent = startProbes([
    probe((given) => {
      signal = given
      return new Promise(() => undefined)
    }),
  ])
  expect(silent.results()).toEqual({})
  await vi.advanceTimersByTimeAsync(300)
  await silent.firstRound
  expect(silent.results().store).toMatchObject({ status: 'disconnected', reason: 'no answer within 300 ms' })
  expect(signal?.aborted).toBe(true)
  silent.stop()
})

test('what the process has learned since is added whenever the results are read, and asks nobody', async () => {
  const check = vi.fn(async () => good)
  let verdict: 'good' | 'degraded' = 'good'
  const probes = startProbes([{ ...probe(check), addKnown: (answer) => ({ ...answer, verdict }) }])
  await probes.firstRound
  const asked = probes.results().store
  expect(asked).toMatchObject({ status: 'connected', verdict: 'good' })
  verdict = 'degraded'
  expect(probes.results().store).toEqual({ ...asked, verdict: 'degraded' })
  expect(check).toHaveBeenCalledTimes(1)
  probes.stop()
})

test('a check that ends only after the stop is the last one, and tells nothing any more', async () => {
  let answer: (given: typeof good) => void = () => undefined
  const check = vi.fn(
    () =>
      new Promise<typeof good>((resolve) => {
        answer = resolve
      }),
  )
  const probes = startProbes([probe(check)])
  probes.stop()
  answer(good)
  await probes.firstRound
  await vi.advanceTimersByTimeAsync(10_000)
  expect(probes.results()).toEqual({})
  expect(check).toHaveBeenCalledTimes(1)
})
