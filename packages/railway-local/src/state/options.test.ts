import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'
import { checkOptions, otherReadings } from './options.ts'

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

test('deleting a variable deploys nothing, or deploys the service again', async () => {
  const other = await world.place({}, { ONE: '1', TWO: '2' })
  const first = await other.ship('four')
  const remove = async (name: string) => {
    await world.run('DeleteVariable', { input: { ...other.ids, name } })
    return (await other.history()).map(({ id }) => id)
  }
  expect(await remove('ONE')).toEqual([first])
  await world.control('PATCH', 'options', { variableDeleteDeploys: true })
  const [again = '', ...before] = await remove('TWO')
  expect(before).toEqual([first])
  await other.until(again, 'SUCCESS')
  await other.served(again)
  const { body } = await other.ask('/environment')
  expect([body.ONE, body.TWO]).toEqual([undefined, undefined])
})

test('a build sees no variables and is one for all of them, or sees them and is made for each', async () => {
  const buildCommand = 'printf "<%s>" "$LABEL_OF" > label.txt'
  const other = await world.place({ buildCommand }, { LABEL_OF: 'before' })
  const built = async (label: string) => {
    const id = await other.ship(label)
    const { body } = await other.ask()
    const { payload } = (await other.steps(id)).find(({ step }) => step === 'BUILD_IMAGE')
    return [body.label, payload?.skipped === true]
  }
  expect(await built('five')).toEqual(['<>', false])
  await other.setVariables({ LABEL_OF: 'after' })
  expect(await built('five')).toEqual(['<>', true])
  await world.control('PATCH', 'options', { buildVariables: true })
  expect(await built('five')).toEqual(['<after>', false])
  expect(await built('five')).toEqual(['<after>', true])
  await other.setVariables({ LABEL_OF: 'last' })
  expect(await built('five')).toEqual(['<last>', false])
})

test('every reading that is not taken unless told is named', () => {
  const named = otherReadings().map(({ option, value }) => `${option}: ${value}`)
  expect(named).toEqual([...new Set(named)])
  expect(named).toEqual(
    expect.arrayContaining(['overlapRouting: old', 'overlapRouting: mixed', 'skippedIsLatest: false']),
  )
  for (const { option, value } of otherReadings()) {
    expect(checkOptions({ [option]: value })[option]).toBe(value)
    expect(checkOptions({})[option]).not.toBe(value)
  }
})
