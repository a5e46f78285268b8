import { execFile } from 'node:child_process'
import { mkdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { serviceArchive } from '../fixtures/archive.ts'
import { until } from '../fixtures/until.ts'
import { type Json, type Place, World } from '../fixtures/world.ts'
import { startPlatform } from '../platform.ts'
import { processStartTime } from '../router/process-start.ts'

async function withWorld(work: (world: World) => Promise<void>): Promise<void> {
  const world = await World.start()
  try {
    await work(world)
  } finally {
    await world.end()
  }
}

/** Asks a service again and again, and counts what was not answered by it. */
function askAllTheWhile(url: string) {
  const seen = { answered: 0, lost: 0 }
  let going = true
  const asking = (async () => {
    while (going) {
      const answered = await fetch(url, { headers: { connection: 'close' } }).then(
        async (response) => response.ok && (await response.text()) !== '',
        () => false,
      )
      seen[answered ? 'answered' : 'lost'] += 1
      await delay(5)
    }
  })()
  return {
    seen,
    async enough() {
      going = false
      await asking
      return seen
    },
  }
}

async function killed(pid: number): Promise<void> {
  process.kill(pid, 'SIGKILL')
  await until(() => processStartTime(pid) === undefined)
}

describe('a supervisor killed with SIGKILL', () => {
  test('while a scheduled command is run: the run goes on, and is told to end like any other', () =>
    withWorld(async (world) => {
      const place = await world.place({
        startCommand: 'sleep 60',
        healthcheckPath: null,
        cronSchedule: '0 0 29 2 *',
        drainingSeconds: 2,
      })
      const id = await place.ship('one')
      const { serviceInstance } = await world.run('Schedule', place.ids)
      await world.run('RunNow', { input: { serviceInstanceId: serviceInstance.id } })
      const executions = async () => (await world.processes()).services.filter(({ role }) => role === 'execution')
      const [before] = await executions()
      expect(before).toMatchObject({ deployment: id })
      await killed(world.platform.pid)
      await world.again()
      expect(await executions()).toEqual([before])
      await world.run('RemoveDeploy', { id })
      await place.until(id, 'REMOVED')
      expect(processStartTime(before?.pid ?? 0)).toBeUndefined()
      const { environmentId, serviceId } = place.ids
      const { deploymentInstanceExecutions } = await world.run('Executions', { input: { environmentId, serviceId } })
      expect(deploymentInstanceExecutions.edges.map(({ node }: Json) => node.status)).toEqual(['REMOVED'])
    }))

  test('when idle: services answer throughout, and are found again as they are', () =>
    withWorld(async (world) => {
      const place = await world.place({ restartPolicyMaxRetries: 3 })
      const id = await place.ship('one')
      const { pid } = await place.served(id)
      const before = await world.processes()
      const { seen, enough } = askAllTheWhile(await place.url())
      await killed(world.platform.pid)
      const asked = seen.answered + seen.lost
      await until(() => seen.answered + seen.lost >= asked + 20)
      expect((await world.again()).attached).toBe(false)
      expect(await enough()).toEqual({ answered: expect.any(Number), lost: 0 })
      const after = await world.processes()
      expect(after.router).toEqual(before.router)
      expect(after.services).toMatchObject([{ pid, deployment: id, role: 'active' }])
      expect((await place.history()).map((one) => [one.id, one.status])).toEqual([[id, 'SUCCESS']])
      process.kill(pid, 'SIGKILL')
      await until(async () => (await place.ask()).body.pid !== pid && (await place.ask()).status === 200)
      await place.ship('two')
    }))

  test('while a deployment is on its way: it goes on to SUCCESS, once, and the old one serves until then', () =>
    withWorld(async (world) => {
      const place = await world.place({ overlapSeconds: 1, drainingSeconds: 2 })
      const first = await place.ship('one')
      await place.setVariables({ START_MS: '1500' })
      const second = await place.upload('two')
      await place.until(second, 'DEPLOYING')
      await until(async () => (await world.processes()).services.length === 2)
      const { enough } = askAllTheWhile(await place.url())
      await killed(world.platform.pid)
      await world.again()
      await place.until(second, 'SUCCESS')
      await place.until(first, 'REMOVED')
      expect((await enough()).lost).toBe(0)
      expect(await place.history()).toHaveLength(2)
      const starts = await world.run('DeployLogTail', { deploymentId: second, filter: 'starting' })
      expect(starts.deploymentLogs).toHaveLength(1)
      expect((await world.processes()).services).toMatchObject([{ deployment: second }])
    }))

  /**
   * Up to where it is recorded that the second one has the traffic; the router has not been able to say so. `meanwhile` is
   * done right before the supervisor is killed.
   */
  async function killedInSwitch(
    world: World,
    place: Place,
    first: string,
    variables: Record<string, string>,
    meanwhile: () => Promise<unknown> = async () => undefined,
  ) {
    await place.setVariables(variables)
    const { router } = await world.processes()
    const pid = router?.pid ?? 0
    const second = await place.upload('two')
    await until(async () => (await world.processes()).services.length === 2)
    process.kill(pid, 'SIGSTOP')
    try {
      await until(async () =>
        (await world.processes()).services.some(
          ({ deployment, role }) => deployment === first && role === 'overlapping',
        ),
      )
      await meanwhile()
      await killed(world.platform.pid)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    return second
  }

  test('while it gives a deployment the traffic: what was proven is not asked again, and nothing is lost', () =>
    withWorld(async (world) => {
      const place = await world.place({ overlapSeconds: 0, healthcheckTimeout: 1 })
      const first = await place.ship('one')
      const { enough } = askAllTheWhile(await place.url())
      const second = await killedInSwitch(world, place, first, { HEALTHY_TIMES: '1', START_MS: '300' })
      await world.again()
      await place.until(second, 'SUCCESS')
      await place.until(first, 'REMOVED')
      expect(await place.served(second)).toMatchObject({ deployment: second })
      expect((await enough()).lost).toBe(0)
    }))

  test('while it gives the traffic to a deployment that ends too: the old one serves until the new one is proven anew', () =>
    withWorld(async (world) => {
      const place = await world.place({ overlapSeconds: 0 })
      const first = await place.ship('one')
      const second = await killedInSwitch(world, place, first, { START_MS: '700' })
      await killed(Number.parseInt(await readFile(join(world.directory, 'deployments', second, 'process'), 'utf8'), 10))
      await world.again()
      expect(await place.served(first)).toMatchObject({ deployment: first })
      await place.until(second, 'SUCCESS')
      await place.until(first, 'REMOVED')
      expect(await place.served(second)).toMatchObject({ deployment: second })
    }))

  test('while it gives the traffic to a deployment that is then superseded: the old one has it again before that one ends', () =>
    withWorld(async (world) => {
      const place = await world.place({ overlapSeconds: 0 })
      const first = await place.ship('one')
      const { enough } = askAllTheWhile(await place.url())
      let third = ''
      const second = await killedInSwitch(world, place, first, {}, async () => {
        await place.setVariables({ START_MS: '60000' })
        third = await place.upload('three')
      })
      await world.again()
      await place.until(second, 'REMOVED')
      expect(await place.served(first)).toMatchObject({ deployment: first })
      await world.run('RemoveDeploy', { id: third })
      await place.until(third, 'REMOVED')
      expect((await enough()).lost).toBe(0)
      const history = (await place.history()).map(({ id, status }) => [id, status])
      expect(history).toEqual([
        [third, 'REMOVED'],
        [second, 'REMOVED'],
        [first, 'SUCCESS'],
      ])
      expect((await world.processes()).services).toMatchObject([{ deployment: first, role: 'active' }])
    }))

  test('while it ends the old deployment: the new one goes on serving, and the old one is ended in the time it had', () =>
    withWorld(async (world) => {
      const place = await world.place({ drainingSeconds: 2 })
      await place.setVariables({ DEAF: '1' })
      const first = await place.ship('one')
      const second = await place.ship('two')
      await place.until(first, 'REMOVING')
      const { enough } = askAllTheWhile(await place.url())
      await killed(world.platform.pid)
      await world.again()
      await place.until(first, 'REMOVED')
      expect(await enough()).toEqual({ answered: expect.any(Number), lost: 0 })
      expect(await place.served(second)).toMatchObject({ deployment: second })
    }))

  test('while it is asked again and again: who asks before all is taken up waits, and what is begun is begun once', () =>
    withWorld(async (world) => {
      const place = await world.place()
      const first = await place.ship('one')
      const { enough } = askAllTheWhile(await place.url())
      const archive = await serviceArchive('two')
      await killed(world.platform.pid)
      // What a killed supervisor was unpacking is cleared away before anything else, which takes a while here.
      const incoming = join(world.directory, 'incoming')
      await mkdir(incoming, { recursive: true })
      await promisify(execFile)('sh', ['-c', 'seq 8000 | xargs touch'], { cwd: incoming })
      const again = world.again()
      let sent: Response | undefined
      while (sent === undefined) sent = await place.send(archive).catch(() => delay(2, undefined))
      await again
      const { deploymentId: second } = (await sent.json()) as Json
      await place.until(second, 'SUCCESS')
      await place.until(first, 'REMOVED')
      const starts = await world.run('DeployLogTail', { deploymentId: second, filter: 'starting' })
      expect(starts.deploymentLogs).toHaveLength(1)
      expect((await world.processes()).services).toMatchObject([{ deployment: second, role: 'active' }])
      expect((await enough()).lost).toBe(0)
    }))

  test('while one builds and another runs its pre-deploy command: built anew, and failed, since that is never run twice', () =>
    withWorld(async (world) => {
      const place = await world.place({ buildCommand: 'echo begun; sleep 0.7; echo built' })
      const other = await world.place({ preDeployCommand: ['sleep 30'] })
      const [building, preparing] = await Promise.all([place.upload('one'), other.upload('two')])
      const messages = async () => {
        const { buildLogs } = await world.run('BuildLogTail', { deploymentId: building })
        return buildLogs.map(({ message }: Json) => message)
      }
      await until(async () => (await messages()).includes('begun'))
      await until(async () => (await other.steps(preparing)).some(({ step }) => step === 'PRE_DEPLOY_COMMAND'))
      await killed(world.platform.pid)
      await world.again()
      await place.until(building, 'SUCCESS')
      expect((await messages()).filter((message: string) => message === 'built')).toHaveLength(1)
      expect(await other.until(preparing, 'FAILED')).toMatchObject({
        diagnosis: 'The platform was killed while the pre-deploy command ran',
      })
    }))
})

test('a router killed with SIGKILL is back at once, with all addresses', () =>
  withWorld(async (world) => {
    const place = await world.place()
    const id = await place.ship('one')
    const url = await place.url()
    const { router } = await world.processes()
    await killed(router?.pid ?? 0)
    const began = performance.now()
    await until(() =>
      fetch(url).then(
        (response) => response.ok,
        () => false,
      ),
    )
    expect(performance.now() - began).toBeLessThan(5000)
    expect(await place.served(id)).toMatchObject({ deployment: id })
    expect((await world.processes()).router?.pid).not.toBe(router?.pid)
  }))

test('stopped and started: nothing is left running in between, then the same deployments serve at the same addresses', () =>
  withWorld(async (world) => {
    const places: Place[] = [await world.place(), await world.place()]
    const ids = await Promise.all(places.map((place, index) => place.ship(`service ${index}`)))
    const urls = await Promise.all(places.map((place) => place.url()))
    const token = await places[0]?.token()
    const { services, router } = await world.processes()
    for (const name of ['platform.json', 'state.sqlite', 'router.json']) {
      expect((await stat(join(world.directory, name))).mode & 0o777).toBe(0o600)
    }
    const { url, accountToken, pid } = world.platform
    await world.platform.stop()
    for (const ended of [pid, router?.pid ?? 0, ...services.map((service) => service.pid)]) {
      expect(processStartTime(ended)).toBeUndefined()
    }
    await world.again()
    expect(world.platform).toMatchObject({ attached: false, url, accountToken })
    await Promise.all(places.map((place, index) => place.served(ids[index] ?? '')))
    expect(await Promise.all(places.map((place) => place.url()))).toEqual(urls)
    expect((await world.run('WhichProjectToken', {}, token)).projectToken.name).toBe('test')
    expect((await startPlatform({ directory: world.directory })).attached).toBe(true)
  }))
