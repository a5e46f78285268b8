import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Json, type Place, World } from '../fixtures/world.ts'

let world: World
let place: Place
/** Builds go on once this file is there. */
let gate: string
beforeAll(async () => {
  world = await World.start()
  gate = join(world.directory, 'gate')
  const buildCommand = `echo building; until [ -e ${gate} ]; do sleep 0.02; done; echo built`
  place = await world.place({ buildCommand }, { START_MS: '100' })
})
afterAll(() => world.end())

/** What a subscription sends until `enough`. */
async function collect(stream: AsyncIterable<Json>, enough: (data: Json) => boolean): Promise<Json[]> {
  const collected: Json[] = []
  for await (const { data, errors } of stream) {
    if (errors !== undefined) throw new Error(JSON.stringify(errors))
    collected.push(data)
    if (enough(data)) break
  }
  return collected
}

test('statuses, steps and both logs are pushed from the first to the last', async () => {
  const id = await place.upload('one')
  const token = await place.token()
  const [statuses, steps, build, output] = await Promise.all([
    collect(world.follow('DeploymentStatusStream', { id }, token), ({ deployment }) => {
      // Seen, so it may pass; else a busy machine could be done before anybody listens.
      if (deployment.status === 'BUILDING') writeFileSync(gate, '')
      return deployment.status === 'SUCCESS'
    }),
    collect(
      world.follow('DeploymentStepStream', { id }),
      ({ deploymentEvents }) => deploymentEvents.step === 'CONFIGURE_NETWORK' && deploymentEvents.completedAt !== null,
    ),
    collect(world.follow('BuildLogStream', { deploymentId: id }), () => false),
    collect(world.follow('DeployLogStream', { deploymentId: id }), ({ deploymentLogs }) =>
      deploymentLogs.some(({ message }: Json) => message === 'listening'),
    ),
  ])
  const seen = statuses.map(({ deployment }) => deployment.status)
  expect([...new Set(seen)].slice(-3)).toEqual(['BUILDING', 'DEPLOYING', 'SUCCESS'])
  const completed = steps.filter(({ deploymentEvents }) => deploymentEvents.completedAt !== null)
  expect(completed.map(({ deploymentEvents }) => deploymentEvents.step)).toEqual([
    'SNAPSHOT_CODE',
    'BUILD_IMAGE',
    'CREATE_CONTAINER',
    'HEALTHCHECK',
    'CONFIGURE_NETWORK',
  ])
  // The build's stream ended by itself, each line came once.
  const built = build.flatMap(({ buildLogs }) => buildLogs.map(({ message }: Json) => message))
  expect(built.filter((message) => message === 'built')).toHaveLength(1)
  expect(built.at(-1)).toMatch('Serving')
  const printed = output.flatMap(({ deploymentLogs }) => deploymentLogs.map(({ message }: Json) => message))
  expect(printed.filter((message) => message === 'starting one')).toHaveLength(1)
})

test('one that begins when all is over still tells how it ended', async () => {
  const id = await place.ship('two')
  const [status] = await collect(world.follow('DeploymentStatusStream', { id }), () => true)
  expect(status.deployment).toEqual({ id, status: 'SUCCESS', deploymentStopped: false })
  const build = await collect(world.follow('BuildLogStream', { deploymentId: id, limit: 1 }), () => false)
  expect(build).toHaveLength(1)
  expect(build[0].buildLogs[0].message).toMatch('Serving')
})

test('an unknown deployment is an error', async () => {
  const first = await world.follow('DeploymentStatusStream', { id: 'nothing' }).next()
  expect(first.value.errors).toMatchObject([
    { message: 'Deployment not found', extensions: { code: 'INTERNAL_SERVER_ERROR' } },
  ])
})
