import { afterAll, beforeAll, expect, test } from 'vitest'
import { serviceArchive } from '../fixtures/archive.ts'
import { type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
beforeAll(async () => {
  world = await World.start()
  place = await world.place()
})
afterAll(() => world.end())

test('run-previous-image: SUCCESS and a new id, but what was active before runs', async () => {
  const first = await place.ship('one')
  await world.control('POST', 'faults', { operation: 'upload', effect: 'run-previous-image' })
  const second = await place.ship('two')
  expect(await place.served(second)).toMatchObject({ deployment: second, label: 'one' })
  const [one, two] = [await place.deployment(first), await place.deployment(second)]
  expect(two.meta.imageDigest).not.toBe(one.meta.imageDigest)
  const third = await place.ship('three')
  expect(await place.served(third)).toMatchObject({ label: 'three' })
})

test('a lost answer: it was done all the same, once', async () => {
  const before = (await place.history()).length
  await world.control('POST', 'faults', { operation: 'upload', effect: 'lose-answer' })
  await expect(place.upload('lost', 'nonce')).rejects.toThrow('fetch failed')
  const [newest, ...older] = await place.history()
  expect(newest.meta.cliMessage).toBe('nonce')
  expect(older).toHaveLength(before)
  await place.until(newest.id, 'SUCCESS')
  await world.control('POST', 'faults', { operation: 'deploymentRollback', effect: 'lose-answer' })
  await expect(world.run('Rollback', { id: newest.id })).rejects.toThrow('fetch failed')
  expect((await place.history())[0].meta.reason).toBe('rollback')
})

test('errors, limits and delays, as often as was ordered', async () => {
  await world.control('POST', 'faults', { operation: 'platformStatus', effect: 'error', message: 'on order', count: 2 })
  expect([await world.refusal('RailwayStatus'), await world.refusal('RailwayStatus')]).toEqual(['on order', 'on order'])
  expect(await world.refusal('RailwayStatus')).toBeUndefined()
  await world.control('POST', 'faults', { operation: 'platformStatus', effect: 'rate-limit', retryAfterSeconds: 3 })
  const limited = await world.post({ query: '{ platformStatus { isStable } }' })
  expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '3'])
  await world.control('POST', 'faults', { operation: 'platformStatus', effect: 'delay', delayMs: 150 })
  const began = performance.now()
  await world.run('RailwayStatus')
  expect(performance.now() - began).toBeGreaterThan(140)
  await world.control('POST', 'faults', { operation: 'upload', effect: 'error', message: 'no' })
  await world.control('DELETE', 'faults')
  expect(await world.control('GET', 'faults')).toEqual([])
  expect((await place.send(await serviceArchive('one'))).status).toBe(200)
})

test('a fault or an option that is none is refused with what is wrong', async () => {
  expect(await world.control('POST', 'faults', { operation: 'me', effect: 'run-previous-image' })).toMatchObject({
    code: 'fault-invalid',
  })
  const refused = await world.control('PATCH', 'options', { keepImages: 0, unknown: 1 })
  expect(refused).toMatchObject({
    code: 'options-invalid',
    message: expect.stringMatching(/unknown.*keepImages|keepImages.*unknown/),
  })
  expect(await world.control('GET', 'options')).toMatchObject({ keepImages: 20, overlapRouting: 'new' })
  expect(await world.control('GET', 'nothing')).toMatchObject({ code: 'not-found' })
})
