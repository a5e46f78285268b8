import { describe, expect, test } from 'vitest'
import { quickPauses } from '../fixtures/quick-clock.ts'
import { deployment, rejection, scene, target } from '../fixtures/scene.ts'

const old = deployment({ id: 'old', status: 'REMOVED', meta: { image: 'local/1' } })
const bad = deployment({ id: 'bad', status: 'SUCCESS', meta: { image: 'local/2' } })
const copy = deployment({ id: 'copy', meta: { image: 'local/1' } })
const begun = { data: { deploymentRollback: true } }
const away = { status: 502, body: 'Bad Gateway' }

function view(...deployments: unknown[]) {
  const serviceInstance = { id: 'i', domains: { serviceDomains: [], customDomains: [] }, activeDeployments: [] }
  const edges = deployments.map((node) => ({ node }))
  return { data: { serviceInstance, deployments: { edges }, environment: { id: 'e', configEtag: 'etag-1' } } }
}

describe('a deployment that is run again with its own variables', () => {
  async function restoring(...views: Parameters<Awaited<ReturnType<typeof scene>>['double']['script']>[1][]) {
    const { double, platform } = await scene({ clock: quickPauses })
    double.script('ServiceView', view(bad, old), ...views)
    double.script('DeploymentRollback', begun)
    return { double, restored: platform.restore(target, 'old', undefined, 'of then') }
  }

  test('is found by its image as soon as it is to be seen', async () => {
    const { double, restored } = await restoring(view(bad, old), view(copy, bad, old))
    expect(await restored).toEqual({ deployment: 'copy' })
    expect(double.count('DeploymentRollback')).toBe(1)
  })

  test('is looked for on though the platform cannot be asked for a while', async () => {
    const { double, restored } = await restoring(...Array.from({ length: 8 }, () => away), view(copy, bad, old))
    expect(await restored).toEqual({ deployment: 'copy' })
    expect(double.count('DeploymentRollback')).toBe(1)
  })

  test('may have been begun where nobody can see it', async () => {
    const { restored } = await restoring(view(bad, old))
    expect(await rejection(restored)).toMatchObject({ code: 'rollback-unseen', acted: 'unknown', transient: false })
  })

  test('may have been begun where two could be it, and where the platform says no', async () => {
    const { restored } = await restoring(view(deployment({ ...copy, id: 'other' }), copy, bad, old))
    expect(await rejection(restored)).toMatchObject({ code: 'rollback-unseen' })
    const { double, platform } = await scene()
    double.script('ServiceView', view(bad, old))
    double.script('DeploymentRollback', { data: { deploymentRollback: false } })
    const refused = platform.restore(target, 'old', undefined, 'of then')
    expect(await rejection(refused)).toMatchObject({ code: 'rollback-not-begun', acted: 'unknown' })
  })
})
