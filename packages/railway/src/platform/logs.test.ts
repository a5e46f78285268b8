import { expect, test } from 'vitest'
import { plantedToken, scene, target } from '../fixtures/scene.ts'

const line = (second: number, message: string, severity: string | null = 'info') => ({
  timestamp: `2026-08-01T12:00:0${second}.000000001Z`,
  severity,
  message,
})

test('the newest lines, oldest first, though the platform gives one too many; the token is taken out', async () => {
  const { double, platform } = await scene()
  const lines = [line(1, 'first'), line(3, `third ${plantedToken}`, null), line(2, 'second', 'error')]
  double.script('DeploymentLogs', { data: { deploymentLogs: lines } })
  expect(await platform.logs(target, 'deployment-1', 2)).toEqual([
    { at: Date.parse('2026-08-01T12:00:02Z'), severity: 'error', message: 'second' },
    { at: Date.parse('2026-08-01T12:00:03Z'), severity: 'info', message: 'third [secret]' },
  ])
  expect(double.requests[0]?.variables).toEqual({ deploymentId: 'deployment-1', limit: 2 })
})

test('the lines of the build where nothing ever ran', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentLogs', { data: { deploymentLogs: [] } })
  double.script('BuildLogs', { data: { buildLogs: [line(1, 'cannot be built')] } })
  expect(await platform.logs(target, 'deployment-1', 1_000_000)).toMatchObject([{ message: 'cannot be built' }])
  expect(double.requests[1]?.variables).toMatchObject({ limit: 5_000 })
})
