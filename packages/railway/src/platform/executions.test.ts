import { expect, test } from 'vitest'
import { scene, target } from '../fixtures/scene.ts'

const run = (id: string, deploymentId: string, status: string) => ({
  node: { id, deploymentId, status, createdAt: `2026-08-01T12:00:0${id}.000Z` },
})
const answered = (...edges: object[]) => ({ data: { deploymentInstanceExecutions: { edges } } })

test('the runs of one deployment, newest first, each status with its meaning and unknown ones without', async () => {
  const { double, platform } = await scene()
  double.script(
    'Executions',
    answered(
      run('1', 'deployment-1', 'EXITED'),
      run('3', 'deployment-1', 'CRASHED'),
      run('2', 'another', 'CRASHED'),
      run('4', 'deployment-1', 'SKIPPED'),
      run('5', 'deployment-1', 'RUNNING'),
      run('6', 'deployment-1', 'DANCING'),
    ),
  )
  const found = await platform.executions(target, 'deployment-1')
  expect(found?.map(({ id, outcome }) => [id, outcome])).toEqual([
    ['6', 'unknown'],
    ['5', 'running'],
    ['4', 'skipped'],
    ['3', 'failed'],
    ['1', 'done'],
  ])
  expect(found?.at(-1)?.at).toBe(Date.parse('2026-08-01T12:00:01Z'))
  expect(double.requests[0]?.variables).toEqual({
    input: { environmentId: 'environment-1', serviceId: 'service-1' },
    first: 100,
  })
})

test('runs that cannot be read are no data, not none', async () => {
  const { double, platform, notes } = await scene()
  double.script('Executions', { errors: [{ message: 'Not Authorized' }] })
  expect(await platform.executions(target, 'deployment-1')).toBeUndefined()
  expect(notes).toEqual([expect.stringContaining('could not be read')])
})
