import { histogramOf, quantileOf } from '@kickai/release'
import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manual-clock.ts'
import { scene, target } from '../fixtures/scene.ts'
import { summarize } from './traffic.ts'

const start = Date.parse('2026-08-01T12:00:00Z')
const line = (change: Record<string, unknown> = {}) => ({
  timestamp: '2026-08-01T11:59:30.000Z',
  method: 'GET',
  path: '/',
  httpStatus: 200,
  totalDuration: 10,
  upstreamErrors: '[]',
  clientUa: 'a browser',
  ...change,
})

test('errors are answers of 500 and above and errors of the service behind', () => {
  const lines = [
    line({ httpStatus: 499 }),
    line({ httpStatus: 499, upstreamErrors: '[{"error":"the user left"}]' }),
    line({ httpStatus: 500 }),
    line({ httpStatus: 503, upstreamErrors: '[{"error":"refused"}]' }),
    line({ upstreamErrors: 'connection closed' }),
    line({ upstreamErrors: '' }),
  ]
  expect(summarize(lines)).toMatchObject({ requests: 6, errors: 3 })
})

test('our own probes are no users', () => {
  const probe = line({ clientUa: 'kickai-probe', httpStatus: 500, totalDuration: 9_000 })
  expect(summarize([probe, line()])).toEqual({ requests: 1, errors: 0, latencies: histogramOf([10]) })
})

test('times are those of users who waited: a WebSocket lasts as long as it likes', () => {
  const lines = Array.from({ length: 100 }, (_, index) => line({ totalDuration: index + 1 }))
  const { requests, latencies } = summarize([...lines, line({ httpStatus: 101, totalDuration: 60_000 })])
  expect(requests).toBe(101)
  const p95 = quantileOf(latencies ?? histogramOf([]), 0.95) ?? 0
  expect(Math.abs(p95 - 95)).toBeLessThan(95 * 0.022)
})

test('nobody asked is a count of 0', async () => {
  expect(summarize([])).toEqual({ requests: 0, errors: 0, latencies: histogramOf([]) })
  const { double, platform } = await scene({ clock: manualClock(start) })
  double.script('HttpLogs', { data: { httpLogs: [] } })
  expect(await platform.traffic(target, 'deployment-1', start - 60_000)).toMatchObject({ requests: 0, errors: 0 })
})

test('asks for the time from then to now, and leaves out what is older', async () => {
  const { double, platform } = await scene({ clock: manualClock(start) })
  const older = line({ timestamp: '2026-08-01T11:58:59.999Z' })
  double.script('HttpLogs', { data: { httpLogs: [older, line(), line()] } })
  expect(await platform.traffic(target, 'deployment-1', start - 60_000)).toMatchObject({ requests: 2, errors: 0 })
  expect(double.requests[0]?.variables).toEqual({
    deploymentId: 'deployment-1',
    beforeLimit: 1000,
    beforeDate: '2026-08-01T11:59:00.000Z',
    anchorDate: '2026-08-01T12:00:00.000Z',
  })
})

test('reads page after page backwards, and counts lines at the edge of two pages once', async () => {
  const { double, platform } = await scene({ clock: manualClock(start) })
  const edge = '2026-08-01T11:59:20.000Z'
  const newest = [...Array(999).fill(line({ timestamp: '2026-08-01T11:59:40.5Z' })), line({ timestamp: edge })]
  // The second page has two at the edge, one of them known, and one newer line that was not there before.
  const second = [
    line({ timestamp: '2026-08-01T11:59:41Z' }),
    line({ timestamp: edge }),
    line({ timestamp: edge }),
    line({ timestamp: '2026-08-01T11:59:10Z' }),
  ]
  double.script('HttpLogs', { data: { httpLogs: newest } }, { data: { httpLogs: second } })
  expect((await platform.traffic(target, 'deployment-1', start - 60_000))?.requests).toBe(1_002)
  expect(double.requests[1]?.variables).toMatchObject({ anchorDate: edge })
})

test('reads ten pages at most', async () => {
  const { double, platform } = await scene({ clock: manualClock(start) })
  const page = (index: number) =>
    Array.from({ length: 1000 }, (_, position) =>
      line({ timestamp: new Date(start - index * 1000 - position).toISOString() }),
    )
  double.script('HttpLogs', ...Array.from({ length: 20 }, (_, index) => ({ data: { httpLogs: page(index) } })))
  await platform.traffic(target, 'deployment-1', start - 600_000)
  expect(double.count('HttpLogs')).toBe(10)
})

test.each([
  { what: 'lines of another shape', step: { data: { httpLogs: [{}] } } },
  { what: 'a date that is none', step: { data: { httpLogs: [line({ timestamp: 'x' })] } } },
  { what: 'an error', step: { errors: [{ message: 'Not Authorized' }] } },
])('$what is no data, never zero errors', async ({ step }) => {
  const { double, platform, notes } = await scene({ clock: manualClock(start) })
  double.script('HttpLogs', step)
  expect(await platform.traffic(target, 'deployment-1', start - 60_000)).toBeUndefined()
  expect(notes).toHaveLength(1)
})
