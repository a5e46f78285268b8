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
  ...change,
})

test('errors are answers of 500 and above and errors of the service behind', () => {
  const lines = [
    line({ httpStatus: 499 }),
    line({ httpStatus: 500 }),
    line({ httpStatus: 503, upstreamErrors: '[{"error":"refused"}]' }),
    line({ upstreamErrors: 'connection closed' }),
    line({ upstreamErrors: '' }),
  ]
  expect(summarize(lines)).toEqual({ requests: 5, errors: 3, p95Ms: 10 })
})

test('p95 is the time that 95 of 100 stay within', () => {
  const lines = Array.from({ length: 100 }, (_, index) => line({ totalDuration: index + 1 }))
  expect(summarize(lines)?.p95Ms).toBe(95)
  expect(summarize([line({ totalDuration: 7 })])?.p95Ms).toBe(7)
  expect(summarize([])).toBeUndefined()
})

test('asks for the time from then to now, and leaves out what is older', async () => {
  const { double, platform } = await scene({ clock: manualClock(start) })
  const older = line({ timestamp: '2026-08-01T11:58:59.999Z' })
  double.script('HttpLogs', { data: { httpLogs: [older, line(), line()] } })
  expect(await platform.traffic(target, 'deployment-1', start - 60_000)).toEqual({ requests: 2, errors: 0, p95Ms: 10 })
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
  { what: 'nothing', step: { data: { httpLogs: [] } }, noted: false },
  { what: 'lines of another shape', step: { data: { httpLogs: [{}] } }, noted: true },
  { what: 'a date that is none', step: { data: { httpLogs: [line({ timestamp: 'x' })] } }, noted: true },
  { what: 'an error', step: { errors: [{ message: 'Not Authorized' }] }, noted: true },
])('$what is no data, never zero errors', async ({ step, noted }) => {
  const { double, platform, notes } = await scene({ clock: manualClock(start) })
  double.script('HttpLogs', step)
  expect(await platform.traffic(target, 'deployment-1', start - 60_000)).toBeUndefined()
  expect(notes.length > 0).toBe(noted)
})
