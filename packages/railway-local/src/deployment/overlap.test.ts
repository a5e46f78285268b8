import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
beforeAll(async () => {
  world = await World.start()
  place = await world.place({ overlapSeconds: 1, drainingSeconds: 5 })
  await place.ship('none')
})
afterAll(() => world.end())

/** Which deployments answered thirty requests. */
async function answering(): Promise<string[]> {
  const answers = await Promise.all(Array.from({ length: 30 }, () => place.ask()))
  return [...new Set(answers.map(({ body }) => body.label))].sort()
}

test.each([
  { overlapRouting: 'new', before: 'none', after: 'one', during: ['one'] },
  { overlapRouting: 'old', before: 'one', after: 'two', during: ['one'] },
  { overlapRouting: 'mixed', before: 'two', after: 'three', during: ['three', 'two'] },
])('during the overlap of $before and $after, $overlapRouting: $during', async ({ overlapRouting, after, during }) => {
  await world.control('PATCH', 'options', { overlapRouting })
  const [replaced] = await place.history()
  await place.ship(after)
  expect(await answering()).toEqual(during)
  await place.until(replaced.id, 'REMOVED')
  expect(await answering()).toEqual([after])
})
