import { expect, test } from 'vitest'
import { manualClock } from '../fixtures/manual-clock.ts'
import { place, scene, target } from '../fixtures/scene.ts'

const start = Date.parse('2026-08-01T12:00:00Z')
const seconds = start / 1000
const series = (measurement: string, values: [number, number][], deploymentId = 'deployment-1') => ({
  measurement,
  tags: { deploymentId },
  values: values.map(([ts, value]) => ({ ts: seconds + ts, value })),
})

test('samples of one deployment, oldest first, with the newest limits', async () => {
  const { double, platform } = await scene({ clock: manualClock(start) })
  const metrics = [
    series('CPU_USAGE', [
      [-20, 0.5],
      [-10, 0.25],
    ]),
    series('MEMORY_USAGE_GB', [
      [-10, 0.2],
      [-20, 0.1],
      [-30, 9],
    ]),
    series('MEMORY_LIMIT_GB', [
      [-20, 0.5],
      [-10, 8],
    ]),
    series('CPU_LIMIT', [[-10, 0]]),
    series('MEMORY_USAGE_GB', [[-20, 7]], 'another'),
  ]
  double.script('UsageMetrics', { data: { metrics } })
  expect(await platform.usage(target, 'deployment-1', start - 25_000)).toEqual({
    samples: [
      { at: start - 20_000, processors: 0.5, memoryBytes: 100e6 },
      { at: start - 10_000, processors: 0.25, memoryBytes: 200e6 },
    ],
    memoryBytes: 8e9,
  })
  expect(double.requests[0]?.variables).toEqual({
    ...place,
    startDate: '2026-08-01T11:59:35.000Z',
    endDate: '2026-08-01T12:00:00.000Z',
    sampleRateSeconds: 1,
  })
})

test('nothing measured yet is no sample', async () => {
  const { double, platform } = await scene()
  double.script('UsageMetrics', { data: { metrics: [] } })
  expect(await platform.usage(target, 'deployment-1', start)).toEqual({ samples: [] })
})

test.each([
  { what: 'an error', step: { errors: [{ message: 'Not Authorized' }] } },
  { what: 'another shape', step: { data: { metrics: [{}] } } },
])('$what is no data', async ({ step }) => {
  const { double, platform, notes } = await scene()
  double.script('UsageMetrics', step)
  expect(await platform.usage(target, 'deployment-1', start)).toBeUndefined()
  expect(notes).toHaveLength(1)
})
