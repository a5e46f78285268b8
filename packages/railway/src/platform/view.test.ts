import { describe, expect, test } from 'vitest'
import { quickPauses } from '../fixtures/quick-clock.ts'
import { deployment, rejection, scene, target } from '../fixtures/scene.ts'

function view(serviceInstance: Record<string, unknown>, deployments: unknown[] = []) {
  return {
    data: {
      serviceInstance: {
        id: 'i',
        domains: { serviceDomains: [], customDomains: [] },
        activeDeployments: [],
        ...serviceInstance,
      },
      deployments: { edges: deployments.map((node) => ({ node })) },
      environment: { id: 'environment-1', configEtag: 'etag-1' },
    },
  }
}

describe('a service as it is', () => {
  test('its address, what runs, its deployments newest first, all in one request', async () => {
    const { double, platform } = await scene()
    const domains = { serviceDomains: [{ domain: 'bot.up.railway.app' }], customDomains: [{ domain: 'bot.example' }] }
    const older = deployment({ id: 'old', status: 'REMOVED', createdAt: '2026-08-01T11:00:00.123456789Z' })
    const newer = deployment({ id: 'new', status: 'SUCCESS', createdAt: '2026-08-01T12:00:00Z' })
    double.script('ServiceView', view({ domains, activeDeployments: [{ id: 'new' }] }, [older, newer]))
    const seen = await platform.view(target)
    expect(seen).toMatchObject({ url: 'https://bot.up.railway.app', active: ['new'], configurationEtag: 'etag-1' })
    expect(seen.deployments.map(({ id, phase }) => [id, phase])).toEqual([
      ['new', 'serving'],
      ['old', 'without effect'],
    ])
    expect(double.requests).toHaveLength(1)
    expect(double.requests[0]?.variables).toMatchObject({
      list: { projectId: 'project-1', environmentId: 'environment-1', serviceId: 'service-1' },
    })
  })

  test.each([
    [[{ domain: '127.0.0.1:4501' }], [], 'http://127.0.0.1:4501'],
    [[{ domain: 'bot-testing.localhost:4501' }], [], 'http://bot-testing.localhost:4501'],
    [[], [{ domain: 'bot.example' }], 'https://bot.example'],
    [[], [], undefined],
    [[{ domain: 'not a domain' }], [], undefined],
  ])('domains %j and %j: %s', async (serviceDomains, customDomains, url) => {
    const { double, platform } = await scene()
    double.script('ServiceView', view({ domains: { serviceDomains, customDomains } }))
    expect((await platform.view(target)).url).toBe(url)
  })

  test('without an instance in the environment', async () => {
    const { double, platform } = await scene({ clock: quickPauses })
    double.script('ServiceView', { errors: [{ message: 'ServiceInstance not found' }] })
    const error = await rejection(platform.view(target))
    expect(error).toMatchObject({ code: 'service-instance-missing', acted: 'no', said: 'ServiceInstance not found' })
  })

  test('a target that is not configured', async () => {
    const { double, platform } = await scene()
    for (const wrong of [
      { environment: 'staging', service: 'bot' },
      { environment: 'testing', service: 'constructor' },
    ]) {
      expect(await rejection(platform.view(wrong))).toMatchObject({ code: 'unknown-target' })
    }
    expect(double.requests).toEqual([])
  })
})

describe('one deployment', () => {
  test('is undefined where the platform does not know it', async () => {
    const { double, platform } = await scene()
    double.script('DeploymentById', { errors: [{ message: 'Deployment not found' }] })
    expect(await platform.deployment(target, 'gone')).toBeUndefined()
  })

  test('says why it failed; not being told why costs nothing else', async () => {
    const { double, platform, notes } = await scene()
    double.script('DeploymentById', { data: { deployment: deployment({ status: 'FAILED' }) } })
    double.script(
      'DeploymentSteps',
      { data: { deploymentEvents: { edges: [{ node: { step: 'BUILD_IMAGE', payload: { error: 'exit 1' } } }] } } },
      { errors: [{ message: 'Not Authorized' }] },
    )
    expect(await platform.deployment(target, 'd')).toMatchObject({ failure: 'BUILD_IMAGE: exit 1' })
    const second = await platform.deployment(target, 'd')
    expect(second).toMatchObject({ phase: 'failed' })
    expect(second).not.toHaveProperty('failure')
    expect(notes.join()).toContain('could not be asked')
  })
})

test('a restoration runs the kept image and says what it began', async () => {
  const { double, platform } = await scene()
  double.script('DeploymentRedeploy', { data: { deploymentRedeploy: { id: 'deployment-2' } } })
  expect(await platform.restore(target, 'deployment-1')).toEqual({ deployment: 'deployment-2' })
  expect(double.requests[0]?.variables).toEqual({ id: 'deployment-1', usePreviousImageTag: true })
})
