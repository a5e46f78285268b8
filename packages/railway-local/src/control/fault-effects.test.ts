import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { serviceArchive } from '../fixtures/archive.ts'
import { type Json, type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
let first: string
beforeAll(async () => {
  world = await World.start()
  place = await world.place()
  first = await place.ship('one')
})
afterEach(async () => {
  await world.control('DELETE', 'faults')
})
afterAll(() => world.end())

const order = (fault: object) => world.control('POST', 'faults', fault)
const stable = () => world.post({ query: '{ platformStatus { isStable } }' })
const upload = async (message = 'test') => await place.send(await serviceArchive('two'), message)

describe('answers on their way', () => {
  test('an error beside what was done', async () => {
    await order({ operation: 'serviceInstanceUpdate', effect: 'error-after', message: 'who knows' })
    expect(await world.refusal('SetImage', { ...place.ids, input: { drainingSeconds: 7 } })).toBe('who knows')
    expect((await place.instance()).drainingSeconds).toBe(7)
    const before = (await place.history()).length
    await order({ operation: 'upload', effect: 'error-after' })
    expect((await upload()).status).toBe(500)
    expect(await place.history()).toHaveLength(before + 1)
  })

  test('bursts of 5xx that say nothing, and nothing was done', async () => {
    const before = (await place.history()).length
    for (const operation of ['platformStatus', 'upload'])
      await order({ operation, effect: 'server-error', status: 502, count: 2 })
    for (let time = 0; time < 2; time += 1) {
      const [question, change] = [await stable(), await upload()]
      expect([question.status, change.status]).toEqual([502, 502])
      await expect(question.json()).rejects.toThrow(SyntaxError)
    }
    expect((await stable()).status).toBe(200)
    expect(await place.history()).toHaveLength(before)
  })

  test('429 with and without Retry-After, and that of the edge', async () => {
    for (const operation of ['platformStatus', 'upload']) {
      await order({ operation, effect: 'rate-limit', retryAfterSeconds: 4 })
      await order({ operation, effect: 'rate-limit', retryAfterSeconds: null })
      await order({ operation, effect: 'edge-rate-limit' })
    }
    for (const ask of [stable, upload]) {
      const limited = [await ask(), await ask(), await ask()]
      expect(limited.map(({ status }) => status)).toEqual([429, 429, 429])
      expect(limited.map(({ headers }) => headers.get('retry-after'))).toEqual(['4', null, null])
      expect(await limited[2]?.text()).toBe('error code: 1015')
    }
  })

  test('slow and half-sent ones, after it was done', async () => {
    await order({ operation: 'platformStatus', effect: 'slow-answer', delayMs: 150 })
    const began = performance.now()
    await stable()
    expect(performance.now() - began).toBeGreaterThan(140)
    await order({ operation: 'serviceInstanceUpdate', effect: 'half-answer' })
    await expect(world.run('SetImage', { ...place.ids, input: { drainingSeconds: 9 } })).rejects.toThrow('terminated')
    expect((await place.instance()).drainingSeconds).toBe(9)
    await order({ operation: 'upload', effect: 'half-answer' })
    const half = await upload('half')
    await expect(half.text()).rejects.toThrow('terminated')
    expect((await place.history())[0].meta.cliMessage).toBe('half')
  })

  test('a service that is not found for a while', async () => {
    await order({ operation: 'serviceInstance', effect: 'error', message: 'ServiceInstance not found', forMs: 300 })
    const query = `{ serviceInstance(environmentId: "${place.ids.environmentId}", serviceId: "${place.ids.serviceId}") { id } }`
    const ask = async (): Promise<Json> => await (await world.post({ query })).json()
    expect((await ask()).errors[0].message).toBe('ServiceInstance not found')
    expect((await ask()).errors[0].message).toBe('ServiceInstance not found')
    await expect.poll(async () => (await ask()).data?.serviceInstance.id, { timeout: 5_000 }).toBeDefined()
  })

  test('a subscription whose socket drops; the next one goes on', async () => {
    await order({ operation: 'subscription', effect: 'drop-socket', afterMs: 50 })
    const follow = async () => {
      for await (const { data } of world.follow('DeploymentStatusStream', { id: first })) {
        if (data.deployment.id !== first) throw new Error('another deployment')
      }
    }
    await expect(follow()).rejects.toMatchObject({ code: 1006 })
    const again = world.follow('DeploymentStatusStream', { id: first })
    expect((await again.next()).value.data.deployment.id).toBe(first)
    await again.return?.()
  })
})

describe('deployments that are not what they seem', () => {
  test('one whose meta comes late, and one of a status that nobody knows', async () => {
    await order({ operation: 'upload', effect: 'delayed-meta', hideMs: 400 })
    const late = await place.upload('late')
    expect((await place.deployment(late)).meta).toBeNull()
    await expect.poll(async () => (await place.deployment(late)).meta?.cliMessage, { timeout: 5_000 }).toBe('late')
    await order({ operation: 'upload', effect: 'unknown-status', status: 'DANCING', hideMs: 400 })
    const odd = await place.upload('odd')
    expect((await place.deployment(odd)).status).toBe('DANCING')
    expect((await world.follow('DeploymentStatusStream', { id: odd }).next()).value.data.deployment.status).toBe(
      'DANCING',
    )
    await expect.poll(async () => (await place.deployment(odd)).status, { timeout: 5_000 }).toBe('SUCCESS')
  })

  test('a newer one that was skipped: it runs nothing and takes nothing away', async () => {
    await order({ operation: 'upload', effect: 'skipped-newer' })
    const id = await place.upload('three')
    const [newest] = await place.history()
    expect(newest).toMatchObject({ status: 'SKIPPED', meta: { skippedReason: 'No changes to watched files' } })
    expect((await place.instance()).latestDeployment.id).toBe(newest.id)
    await place.until(id, 'SUCCESS')
    expect(await place.served(id)).toMatchObject({ label: 'three' })
  })

  test('two that race: the later one takes the place of the one uploaded', async () => {
    const before = await place.ship('before')
    await order({ operation: 'upload', effect: 'rival' })
    const id = await place.upload('four')
    const rival = (await place.history()).find(({ meta }) => meta.reason === 'redeploy')
    await place.until(rival.id, 'SUCCESS')
    expect((await place.deployment(id)).status).toBe('REMOVED')
    expect(await place.served(rival.id)).toMatchObject({ label: 'before' })
    expect(rival.meta.image).toBe((await place.deployment(before)).meta.image)
  })

  test('running one again that does nothing, and one whose image is gone', async () => {
    const id = await place.ship('five')
    const before = (await place.history()).length
    await order({ operation: 'deploymentRollback', effect: 'pretend' })
    await order({ operation: 'deploymentRedeploy', effect: 'pretend' })
    expect((await world.run('Rollback', { id })).deploymentRollback).toBe(true)
    const { deploymentRedeploy } = await world.run('RedeploySame', { id, usePreviousImageTag: true })
    expect(await world.refusal('DeploymentById', { id: deploymentRedeploy.id })).toBe('Deployment not found')
    expect(await place.history()).toHaveLength(before)
    await order({ operation: 'deploymentRollback', effect: 'image-gone' })
    expect(await world.refusal('Rollback', { id })).toBe('Cannot redeploy without a snapshot')
    expect(await place.deployment(id)).toMatchObject({ canRollback: false, canRedeploy: false, status: 'SUCCESS' })
    expect(await world.refusal('RedeploySame', { id, usePreviousImageTag: true })).toBe(
      'Cannot redeploy without a snapshot',
    )
    expect(await place.served(id)).toMatchObject({ label: 'five' })
  })
})
