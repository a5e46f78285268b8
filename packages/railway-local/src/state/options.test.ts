import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
beforeAll(async () => {
  world = await World.start()
  place = await world.place({}, { LABEL_OF: 'before' })
})
afterAll(() => world.end())

const variablesOf = async (id: string) => {
  await place.until(id, 'SUCCESS')
  await place.served(id)
  return (await place.ask('/environment')).body.LABEL_OF
}

test('a rollback runs with the variables of then, or with those of now', async () => {
  const first = await place.ship('one')
  await place.setVariables({ LABEL_OF: 'after' })
  await place.ship('two')
  const rollBack = async () => {
    await world.run('Rollback', { id: first })
    return (await place.history())[0].id as string
  }
  expect(await variablesOf(await rollBack())).toBe('before')
  await world.control('PATCH', 'options', { rollbackVariables: 'current' })
  expect(await variablesOf(await rollBack())).toBe('after')
})

test('the image is in the record from the beginning, or once the deployment is settled', async () => {
  await place.setVariables({ START_MS: '300' })
  const early = await place.upload('early')
  expect((await place.deployment(early)).meta.imageDigest).toMatch(/^sha256:/)
  await place.until(early, 'SUCCESS')
  await world.control('PATCH', 'options', { imageInMeta: 'when-settled' })
  const late = await place.upload('late')
  const moving = (await place.deployment(late)).meta
  expect(moving).toMatchObject({ cliMessage: 'late' })
  expect([moving.image, moving.imageDigest]).toEqual([undefined, undefined])
  expect((await place.until(late, 'SUCCESS')).meta.imageDigest).toMatch(/^sha256:/)
})

test('a skipped deployment is the latest, or is not', async () => {
  await world.control('POST', 'faults', { operation: 'upload', effect: 'skipped-newer' })
  const id = await place.ship('three')
  expect((await place.instance()).latestDeployment.status).toBe('SKIPPED')
  await world.control('PATCH', 'options', { skippedIsLatest: false })
  expect((await place.instance()).latestDeployment.id).toBe(id)
})
