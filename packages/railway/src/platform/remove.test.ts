import { expect, test } from 'vitest'
import { deployment, rejection, scene, target } from '../fixtures/scene.ts'

const at = (status: string) => ({ data: { deployment: deployment({ status }) } })
const steps = { data: { deploymentEvents: { edges: [] } } }
const cancelled = { data: { deploymentCancel: true } }
const removed = { data: { deploymentRemove: true } }
const late = { errors: [{ message: 'Deployment cannot be cancelled' }] }

test.each([
  ['QUEUED', 'DeploymentCancel'],
  ['BUILDING', 'DeploymentCancel'],
  ['NEEDS_APPROVAL', 'DeploymentCancel'],
  ['A_NEW_ONE', 'DeploymentCancel'],
  ['SUCCESS', 'DeploymentRemove'],
  ['SLEEPING', 'DeploymentRemove'],
  ['CRASHED', 'DeploymentRemove'],
])('%s: %s', async (status, change) => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at(status))
  double.script('DeploymentSteps', steps)
  double.script('DeploymentCancel', cancelled)
  double.script('DeploymentRemove', removed)
  await platform.remove(target, 'deployment-1', false)
  const changes = double.requests.map(({ name }) => name).filter((name) => /Cancel|Remove/.test(name))
  expect(changes).toEqual([change])
})

test.each(['FAILED', 'REMOVED', 'REMOVING', 'SKIPPED'])('%s: nothing to do', async (status) => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at(status))
  double.script('DeploymentSteps', steps)
  await platform.remove(target, 'deployment-1', false)
})

test('one that is not known: nothing to do', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentById', { errors: [{ message: 'Deployment not found' }] })
  await platform.remove(target, 'deployment-1', false)
})

test('one that began to serve between the look and the change is removed', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at('DEPLOYING'), at('SUCCESS'))
  double.script('DeploymentCancel', late)
  double.script('DeploymentRemove', removed)
  await platform.remove(target, 'deployment-1', false)
  expect([double.count('DeploymentCancel'), double.count('DeploymentRemove')]).toEqual([1, 1])
})

test('one that began to serve between the look and the change is left alone where the caller wants that', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at('DEPLOYING'), at('SUCCESS'))
  double.script('DeploymentCancel', late)
  expect(await platform.remove(target, 'deployment-1', true)).toBe('serving')
  expect(double.count('DeploymentRemove')).toBe(0)
})

test('one that ended between the look and the change needs no more', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at('DEPLOYING'), at('REMOVED'))
  double.script('DeploymentCancel', { data: { deploymentCancel: false } })
  await platform.remove(target, 'deployment-1', false)
})

test('one that can not be ended is an error, and nothing is sent twice', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentById', at('DEPLOYING'))
  double.script('DeploymentCancel', late)
  expect(await rejection(platform.remove(target, 'deployment-1', false))).toMatchObject({
    code: 'railway-deployment-state',
    acted: 'no',
  })
  expect(double.count('DeploymentCancel')).toBe(1)
})

test.each([{ effect: 'lost' }, { status: 502, body: '' }, { errors: [{ message: 'Not Authorized' }] }] as const)(
  '%j goes to the caller',
  async (step) => {
    const { double, platform } = await scene()
    double.script('DeploymentById', at('SUCCESS'))
    double.script('DeploymentRemove', step)
    const error = await rejection(platform.remove(target, 'deployment-1', false))
    expect(error.acted).toBe('errors' in step ? 'no' : 'unknown')
    expect(double.count('DeploymentRemove')).toBe(1)
  },
)
