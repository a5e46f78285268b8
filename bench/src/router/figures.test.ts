import { expect, test } from 'vitest'
import { figuresOf, type Measured, missedTargets } from './figures.ts'
import { readWrk } from './load.ts'
import { MODES } from './mode.ts'

const window: Measured = {
  proxy: 'router',
  mode: 'fresh',
  round: 0,
  microseconds: 50,
  requests: 1000,
  failed: 0,
  perSecond: 500,
}
const rounds = (proxy: string, times: number[]): Measured[] =>
  MODES.flatMap((mode) => times.map((microseconds, round) => ({ ...window, proxy, mode, round, microseconds })))

test('medians and ratios stand within a round, so that a busy minute says nothing about either', () => {
  const figures = figuresOf([...rounds('router', [30, 90, 40]), ...rounds('caddy', [60, 180, 50])])
  expect(figures.byMode.fresh.router).toEqual({
    microsecondsPerRequest: { median: 40, least: 30, most: 90 },
    requests: 3000,
    failed: 0,
    requestsPerSecond: 500,
  })
  expect(figures.ratios).toEqual({ 'kept-alive': { caddy: 0.5 }, fresh: { caddy: 0.5 } })
  expect(missedTargets(figures)).toEqual([])
})

test('each target that was missed is a sentence', () => {
  const slow = figuresOf([...rounds('router', [80]), ...rounds('caddy', [75]), { ...window, round: 1, failed: 2 }])
  expect(missedTargets(slow)).toEqual([
    '80 µs of processor time per kept-alive request, more than 70',
    '1.067 of Caddy’s time per kept-alive request, not below it',
    '1.067 of Caddy’s time per fresh request, not below it',
    '2 fresh requests failed',
  ])
  expect(missedTargets(figuresOf([]))).toHaveLength(2)
})

test('without peers there is nothing to stand below', () => {
  const figures = figuresOf(rounds('router', [69.96]))
  expect(figures.ratios).toEqual({ 'kept-alive': {}, fresh: {} })
  expect(missedTargets(figures)).toEqual([])
})

test('what wrk prints is read with all that went wrong', () => {
  const printed = `Running 2s test @ http://127.0.0.1:1/
  56789 requests in 2.10s, 10.41MB read
  Socket errors: connect 1, read 2, write 3, timeout 4
  Non-2xx or 3xx responses: 5
Requests/sec:  27042.38`
  expect(readWrk(printed)).toEqual({ requests: 56_789, failed: 15, seconds: 2.1 })
  expect(readWrk('9 requests in 1.00m, 1KB read')).toEqual({ requests: 9, failed: 0, seconds: 60 })
  expect(() => readWrk('unable to connect')).toThrow('unable to connect')
})
