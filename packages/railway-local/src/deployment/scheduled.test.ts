import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { type Json, type Place, World } from '../fixtures/world.ts'

let world: World
// A minute of the schedules' clock is gone in 100 ms, so "every five minutes" comes twice a second.
beforeAll(async () => {
  world = await World.start({ cronMinuteMs: 100 })
})
afterAll(() => world.end())

const often = '*/5 * * * *'
const never = '0 0 29 2 *'

async function scheduled(command: string, cronSchedule = never): Promise<Place> {
  return await world.place({ startCommand: command, healthcheckPath: null, cronSchedule })
}

async function runs(place: Place): Promise<Json[]> {
  const { environmentId, serviceId } = place.ids
  const { deploymentInstanceExecutions } = await world.run('Executions', { input: { environmentId, serviceId } })
  return deploymentInstanceExecutions.edges.map(({ node }: Json) => node)
}

async function runNow(place: Place): Promise<void> {
  const { id } = (await world.run('Schedule', place.ids)).serviceInstance
  await world.run('RunNow', { input: { serviceInstanceId: id } })
}

const lines = async (id: string): Promise<string[]> =>
  (await world.run('DeployLogTail', { deploymentId: id })).deploymentLogs.map(({ message }: Json) => message)

describe('a scheduled service', () => {
  test('is there once it is built, and its command is run whenever it is due', async () => {
    const place = await scheduled('node -e "console.log(process.env.RAILWAY_DEPLOYMENT_ID)"', often)
    const id = await place.ship('one')
    expect((await place.instance()).activeDeployments.map((one: Json) => one.id)).toEqual([id])
    expect(await place.ask()).toMatchObject({ status: 503, fallback: true })
    const { cronSchedule, nextCronRunAt } = (await world.run('Schedule', place.ids)).serviceInstance
    expect(cronSchedule).toBe(often)
    expect(Date.parse(nextCronRunAt) - Date.now()).toBeLessThan(1_000)
    const done = await until(async () => {
      const found = (await runs(place)).filter(({ status }) => status === 'EXITED')
      return found.length >= 2 && found
    })
    expect(done[0]).toMatchObject({ deploymentId: id, deploymentMeta: { cliMessage: 'one' } })
    expect(Date.parse(done[0].createdAt)).toBeGreaterThan(Date.parse(done[1].createdAt))
    expect(await lines(id)).toEqual(expect.arrayContaining([id, 'The run ended with exit code 0']))
  })

  test('that fails says how, and is not run again before its time', async () => {
    const place = await scheduled('node -e "process.exit(3)"')
    const id = await place.ship('one')
    await runNow(place)
    await until(async () => (await runs(place))[0]?.status === 'CRASHED')
    expect(await lines(id)).toContain('The run ended with exit code 3')
    expect(await runs(place)).toHaveLength(1)
    expect(await place.deployment(id)).toMatchObject({ status: 'SUCCESS' })
  })

  test('of which a run goes on is not run beside itself, and a new deployment ends it', async () => {
    const place = await scheduled('sleep 60')
    const id = await place.ship('one')
    await runNow(place)
    await runNow(place)
    expect((await runs(place)).map(({ status }) => status)).toEqual(['SKIPPED', 'RUNNING'])
    expect((await world.processes()).services).toContainEqual(
      expect.objectContaining({ deployment: id, role: 'execution' }),
    )
    await place.ship('two')
    await place.until(id, 'REMOVED')
    expect((await runs(place)).map(({ status }) => status)).toEqual(['SKIPPED', 'REMOVED'])
    expect((await world.processes()).services.filter((one) => one.deployment === id)).toEqual([])
  })

  test('may count as inactive between its runs', async () => {
    const place = await scheduled('true')
    await place.ship('one')
    await world.control('PATCH', 'options', { cronBetweenRuns: 'inactive' })
    try {
      expect((await place.instance()).activeDeployments).toEqual([])
    } finally {
      await world.control('PATCH', 'options', { cronBetweenRuns: 'active' })
    }
  })

  test('is refused where its schedule is none, and a service without one cannot be run', async () => {
    await expect(scheduled('true', '* * * * *')).rejects.toThrow('more often than every 5 minutes')
    const place = await world.place()
    await place.ship('one')
    await expect(runNow(place)).rejects.toThrow('no scheduled deployment')
  })
})

describe('a worker', () => {
  test('is there as soon as it has run for a moment, without listening', async () => {
    const place = await world.place({ startCommand: 'sleep 60', healthcheckPath: null })
    const id = await place.ship('one')
    expect(await place.deployment(id)).toMatchObject({ instances: [{ status: 'RUNNING' }] })
  })

  test('that ends at once never is', async () => {
    const place = await world.place({
      startCommand: 'node -e "process.exit(1)"',
      healthcheckPath: null,
      restartPolicyMaxRetries: 1,
    })
    const id = await place.upload('one')
    expect(await place.until(id, 'FAILED')).toMatchObject({ diagnosis: expect.stringContaining('exit code 1') })
    expect((await place.steps(id)).at(-1)).toMatchObject({
      step: 'CREATE_CONTAINER',
      payload: { error: expect.stringContaining('exit code 1') },
    })
  })
})
