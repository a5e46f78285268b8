import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
beforeAll(async () => {
  world = await World.start()
  place = await world.place()
})
afterAll(() => world.end())

const set = (input: object) => world.run('SetImage', { ...place.ids, input })
const limit = (input: object) => ({ input: { ...place.ids, projectId: undefined, ...input } })
const scaling = () => world.run('Scaling', place.ids)

test('replicas, regions and limits are kept and answered back, each by itself', async () => {
  const multiRegionConfig = { 'europe-west4': { numReplicas: 2 } }
  await set({ numReplicas: 3, region: 'europe-west4', multiRegionConfig })
  await world.run('SetLimits', limit({ vCPUs: 2 }))
  await world.run('SetLimits', limit({ memoryGB: 0.5 }))
  const containers = { cpu: 2, memoryBytes: 500_000_000 }
  expect(await scaling()).toMatchObject({
    serviceInstance: { numReplicas: 3, region: 'europe-west4' },
    serviceInstanceLimitOverride: { containers },
    environment: {
      config: {
        services: {
          [place.ids.serviceId]: { deploy: { numReplicas: 3, multiRegionConfig, limitOverride: { containers } } },
        },
      },
    },
  })
  await world.run('SetLimits', limit({ vCPUs: null, memoryGB: null }))
  expect((await scaling()).serviceInstanceLimitOverride).toBeNull()
})

test('none at all is refused, and nothing is changed', async () => {
  const before = await scaling()
  const none = { multiRegionConfig: { 'us-west2': { numReplicas: 0 } } }
  expect(await world.refusal('SetImage', { ...place.ids, input: none })).toContain('us-west2.numReplicas')
  expect(await world.refusal('SetLimits', limit({ vCPUs: 0, memoryGB: -1 }))).toMatch(/vCPUs.*memoryGB/)
  expect(await scaling()).toEqual(before)
})

test('a repository brings automatic deploys along, which can be switched off and on', async () => {
  await set({ source: { repo: 'club/bot' } })
  const status = async () => (await world.run('AutoDeployStatus', place.ids)).serviceInstanceAutoDeployStatus
  const turn = (enabled: boolean) => world.run('AutoDeploy', { input: { ...place.ids, enabled } })
  expect(await status()).toEqual({ enabled: true, canEnable: true, reason: null })
  await turn(false)
  expect((await status()).enabled).toBe(false)
  await turn(true)
  expect((await status()).enabled).toBe(true)
  expect((await scaling()).serviceInstance.source).toEqual({ repo: 'club/bot', image: null })
})
