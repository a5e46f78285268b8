import { describe, expect, test } from 'vitest'
import { clientScene, found, redeploy } from '../fixtures/client-scene.ts'
import { configuration, startEmbedded, target as there } from '../fixtures/embedded.ts'
import { manualClock } from '../fixtures/manual-clock.ts'
import { quickPauses } from '../fixtures/quick-clock.ts'
import { rejection, scene, target } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'
import { deploymentById } from '../operations/deployment.ts'
import { deploymentRedeploy } from '../operations/deployment-changes.ts'

const notYet = { errors: [{ message: 'ServiceInstance not found' }] }

describe('a service that is not known yet', () => {
  test('is asked for again, as long as that may take', async () => {
    const clock = manualClock()
    const { double, client } = await clientScene({ clock })
    double.script('DeploymentById', ...Array(8).fill(notYet), found)
    const answered = client.request(deploymentById, { id: 'deployment-1' })
    // Half of the longest, since `random` gives 0.
    for (const delay of [125, 250, 500, 1_000, 1_000, 1_000, 1_000, 1_000]) {
      await until(() => clock.sleeping().includes(delay))
      clock.advance(delay)
    }
    expect((await answered).deployment.id).toBe('deployment-1')
  })

  test('is then believed not to be there', async () => {
    const { double, client } = await clientScene({ clock: quickPauses })
    double.script('DeploymentById', notYet)
    const error = await rejection(client.request(deploymentById, { id: 'd' }))
    expect(error).toMatchObject({ code: 'railway-not-found', acted: 'no', said: 'ServiceInstance not found' })
    expect(double.count('DeploymentById')).toBe(9)
  })

  test('is changed as soon as it is known, each try under a permit of its own', async () => {
    const { double, client } = await clientScene({ clock: quickPauses })
    let permits = 0
    const permission = async () => {
      permits += 1
      return { leftMs: () => 9_000 }
    }
    double.script('DeploymentRedeploy', notYet, notYet, { data: { deploymentRedeploy: { id: 'd' } } })
    const answer = await client.request(deploymentRedeploy, redeploy, { permission })
    expect(answer.deploymentRedeploy.id).toBe('d')
    expect(permits).toBe(3)
  })

  test('is sent its bundle as soon as it is known, and never again where that may have been taken', async () => {
    const { double, platform } = await scene({ clock: quickPauses })
    const missing = { status: 404, body: '{"message":"Service instance not found"}' }
    double.script('upload', missing, missing, { status: 200, body: '{"deploymentId":"d"}' }, missing)
    expect(await platform.upload(target, new Uint8Array(9), 'one')).toEqual({ deployment: 'd' })
    expect(double.count('upload')).toBe(3)
    const error = await rejection(platform.upload(target, new Uint8Array(9), 'two'))
    expect(error).toMatchObject({ code: 'service-instance-missing', acted: 'no' })
    expect(double.count('upload')).toBe(12)
    double.script('upload', { status: 504, body: '' })
    expect(await rejection(platform.upload(target, new Uint8Array(9), 'three'))).toMatchObject({ acted: 'unknown' })
    expect(double.count('upload')).toBe(13)
  })

  test('on the embedded platform neither keeps anybody from planning nor a change from being made', async () => {
    const embedded = await startEmbedded()
    try {
      const { message } = notYet.errors[0] ?? {}
      await embedded.fault({ operation: 'serviceInstance', effect: 'error', message, forMs: 700 })
      expect((await embedded.platform.view(there)).deployments).toEqual([])
      await embedded.fault({ operation: 'serviceInstanceUpdate', effect: 'error', message })
      await embedded.platform.configure(there, { ...configuration, drainingSeconds: 3 }, new Map())
      expect(await embedded.platform.preflight(there)).not.toContainEqual(
        expect.objectContaining({ code: 'service-instance-missing' }),
      )
    } finally {
      await embedded.stop()
    }
  })
})
