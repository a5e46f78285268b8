import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { type Place, World } from '../fixtures/world.ts'
import { processStartTime } from '../router/process-start.ts'

let world: World
beforeAll(async () => {
  world = await World.start()
})
afterAll(() => world.end())

async function newest(place: Place): Promise<string> {
  return (await place.history())[0].id
}

describe('running an image again', () => {
  test('a rollback is a new deployment of the kept image with the variables of then', async () => {
    const place = await world.place({}, { MODE: 'then' })
    const first = await place.ship('one')
    await place.setVariables({ MODE: 'now' })
    await place.ship('two')
    await place.until(first, 'REMOVED')
    expect((await world.run('Rollback', { id: first })).deploymentRollback).toBe(true)
    const back = await newest(place)
    const deployment = await place.until(back, 'SUCCESS')
    const before = await place.deployment(first)
    expect(back).not.toBe(first)
    expect(deployment.snapshotId).toBe(before.snapshotId)
    expect(deployment.meta).toMatchObject({
      reason: 'rollback',
      image: before.meta.image,
      imageDigest: before.meta.imageDigest,
    })
    expect(deployment.meta.cliMessage).toBeUndefined()
    expect((await place.served(back)).label).toBe('one')
    expect((await place.ask('/environment')).body.MODE).toBe('then')
  })

  test('a redeploy of the same image answers with its id, keeps the start command and takes the variables of now', async () => {
    const place = await world.place({}, { MODE: 'then' })
    const first = await place.ship('one')
    await place.configure({ startCommand: 'false' })
    await place.setVariables({ MODE: 'now' })
    const { deploymentRedeploy } = await world.run('RedeploySame', { id: first, usePreviousImageTag: true })
    expect(deploymentRedeploy).toEqual({ id: await newest(place), status: 'INITIALIZING' })
    await place.until(deploymentRedeploy.id, 'SUCCESS')
    expect((await place.ask('/environment')).body).toMatchObject({ MODE: 'now' })
  })

  test('an image beyond those that are kept is gone, and says so', async () => {
    await world.control('PATCH', 'options', { keepImages: 1 })
    const place = await world.place({ restartPolicyType: 'NEVER' })
    const first = await place.ship('one')
    await place.ship('two')
    await until(async () => !(await place.deployment(first)).canRollback)
    await world.control('PATCH', 'options', { keepImages: 20 })
    expect(await world.refusal('Rollback', { id: first })).toBe('Cannot redeploy without a snapshot')
  })

  test('a deploy without upload runs what was uploaded last, or the image that is set', async () => {
    const place = await world.place()
    expect(await world.refusal('Deploy', place.ids)).toBe('Cannot redeploy without a snapshot')
    const first = await place.ship('one')
    await place.ship('two')
    const { serviceInstanceDeployV2 } = await world.run('Deploy', place.ids)
    await place.until(serviceInstanceDeployV2, 'SUCCESS')
    expect((await place.served(serviceInstanceDeployV2)).label).toBe('two')
    await place.configure({ source: { image: (await place.deployment(first)).meta.image } })
    await world.run('DeployLatestCommit', place.ids)
    const third = await newest(place)
    await place.until(third, 'SUCCESS')
    expect((await place.served(third)).label).toBe('one')
    expect(await world.refusal('Deploy', { ...place.ids, commitSha: 'abc' })).toBe('Commit not found')
  })

  test('setting a variable deploys the service again, unless that is to be left out', async () => {
    const place = await world.place()
    await place.setVariables({ MODE: 'before' }, {})
    expect(await place.history()).toHaveLength(0)
    await place.ship('one')
    await place.setVariables({ MODE: 'set' }, {})
    const again = await newest(place)
    await place.until(again, 'SUCCESS')
    expect((await place.ask('/environment')).body.MODE).toBe('set')
    await world.run('DeleteVariable', { input: { ...place.ids, name: 'MODE' } })
    expect(await newest(place)).toBe(again)
  })
})

describe('ending a deployment', () => {
  test('cancelled while it builds: nothing of it runs, and the old one serves', async () => {
    const place = await world.place()
    const good = await place.ship('good')
    await place.configure({ buildCommand: 'echo begun; sleep 30 & wait' })
    const id = await place.upload('next')
    await until(async () =>
      (await world.run('BuildLogTail', { deploymentId: id })).buildLogs.some(
        ({ message }: { message: string }) => message === 'begun',
      ),
    )
    expect((await place.deployment(id)).status).toBe('BUILDING')
    expect((await world.run('CancelDeploy', { id })).deploymentCancel).toBe(true)
    expect(await place.deployment(id)).toMatchObject({ status: 'REMOVED', deploymentStopped: true })
    expect((await place.served(good)).label).toBe('good')
    expect(await world.refusal('CancelDeploy', { id: good })).toBe('Deployment cannot be cancelled')
  })

  test('a newer deployment takes an older one off its way, or waits for it, as the platform is set', async () => {
    const place = await world.place({}, { START_MS: '300' })
    const first = await place.upload('one')
    const second = await place.ship('two')
    expect((await place.deployment(first)).status).toBe('REMOVED')
    await world.control('PATCH', 'options', { concurrentDeployments: 'queue' })
    const third = await place.upload('three')
    const fourth = await place.upload('four')
    await until(async () => (await place.deployment(fourth)).status === 'QUEUED')
    await place.until(fourth, 'SUCCESS')
    expect((await place.deployment(third)).canRollback).toBe(true)
    expect((await place.deployment(second)).status).toBe('REMOVED')
    await world.control('PATCH', 'options', { concurrentDeployments: 'supersede' })
  })

  test('stopped, restarted, removed', async () => {
    const place = await world.place()
    const id = await place.ship('one')
    const { pid } = await place.served(id)
    await world.run('StopDeploy', { id })
    expect(await place.deployment(id)).toMatchObject({
      status: 'SUCCESS',
      deploymentStopped: true,
      instances: [{ status: 'STOPPED' }],
    })
    expect((await place.ask()).fallback).toBe(true)
    await world.run('RestartDeploy', { id })
    const second = await place.served(id)
    expect(second.pid).not.toBe(pid)
    await world.run('RestartDeploy', { id })
    await until(async () => (await place.ask()).body.pid !== second.pid)
    await place.served(id)
    await world.run('RemoveDeploy', { id })
    await place.until(id, 'REMOVED')
    expect((await place.ask()).fallback).toBe(true)
    expect((await world.run('RemoveDeploy', { id })).deploymentRemove).toBe(true)
  })

  test('a service that is deaf to SIGTERM is killed when its draining time is over', async () => {
    const place = await world.place({ drainingSeconds: 1 }, { DEAF: '1' })
    const first = await place.ship('one')
    const { pid } = await place.served(first)
    const began = performance.now()
    await place.ship('two')
    await place.until(first, 'REMOVED')
    expect(performance.now() - began).toBeGreaterThan(900)
    expect(processStartTime(pid)).toBeUndefined()
  })
})

describe('a build', () => {
  test('is made once for the same sources and command, and runs what it made', async () => {
    const place = await world.place({ buildCommand: 'echo building; printf built-%s "$(cat label.txt)" > label.txt' })
    const first = await place.ship('one')
    const second = await place.ship('one')
    expect((await place.served(second)).label).toBe('built-one')
    const steps = (await place.steps(second)).filter(({ step }) => step === 'BUILD_IMAGE')
    expect(steps).toMatchObject([{ payload: { skipped: true, reason: 'built before' } }])
    const logs = await Promise.all([first, second].map((deploymentId) => world.run('BuildLogTail', { deploymentId })))
    expect(
      logs.map(({ buildLogs }) => buildLogs.filter((line: { message: string }) => line.message === 'building').length),
    ).toEqual([1, 0])
    expect((await place.deployment(first)).meta.imageDigest).toBe((await place.deployment(second)).meta.imageDigest)
  })

  test.each([
    {
      configuration: { buildCommand: 'echo broken >&2; exit 4' },
      diagnosis: 'The build command ended with exit code 4',
    },
    {
      configuration: { preDeployCommand: ['true', 'exit 5'] },
      diagnosis: 'The pre-deploy command ended with exit code 5',
    },
    {
      configuration: { startCommand: null },
      diagnosis: 'There is no start command, and package.json has no start script',
    },
  ])('$diagnosis', async ({ configuration, diagnosis }) => {
    const place = await world.place(configuration)
    const id = await place.upload('one')
    expect(await place.until(id, 'FAILED')).toMatchObject({ diagnosis })
  })
})
