import { inspect } from 'node:util'
import type { DeploymentRecord } from '@kickai/release'
import { describe, expect, test } from 'vitest'
import { manualClock } from '../fixtures/manual-clock.ts'
import { deployment, plantedToken, scene, target } from '../fixtures/scene.ts'
import { until } from '../fixtures/until.ts'

const moving = { data: { deployment: deployment({ status: 'BUILDING' }) } }
const serving = { data: { deployment: deployment({ status: 'SUCCESS' }) } }
const withoutReconnecting = { firstReconnectMs: 900_000, longestReconnectMs: 900_000 }
const never = new AbortController().signal

async function all(records: AsyncIterable<DeploymentRecord>): Promise<string[]> {
  const statuses: string[] = []
  for await (const { status } of records) statuses.push(status)
  return statuses
}

describe('pushed', () => {
  test('a push ends it, with the token in the headers of the upgrade', async () => {
    const clock = manualClock()
    const { double, platform } = await scene({ clock })
    double.script('DeploymentById', moving)
    const followed = all(platform.follow(target, 'deployment-1', never))
    const session = await until(() => double.sessions[0])
    expect(session.variables).toEqual({ id: 'deployment-1' })
    expect(session.headers['project-access-token']).toBe(plantedToken)
    await until(() => double.count('DeploymentById') === 1)
    session.push({ deployment: deployment({ status: 'DEPLOYING' }) })
    session.push({ deployment: deployment({ status: 'SUCCESS' }) })
    const statuses = await followed
    expect(statuses).toContain('DEPLOYING')
    expect(statuses.at(-1)).toBe('SUCCESS')
    await until(() => !session.open)
    expect(clock.sleeping()).toEqual([])
  })

  test('a push that makes no sense is passed over', async () => {
    const { double, platform, notes } = await scene({ clock: manualClock() })
    double.script('DeploymentById', moving)
    const followed = all(platform.follow(target, 'deployment-1', never))
    const session = await until(() => double.sessions[0])
    session.push({ deployment: { id: 7 } })
    session.pushErrors(`something about ${plantedToken}`)
    session.push({ deployment: deployment({ status: 'SUCCESS' }) })
    expect((await followed).at(-1)).toBe('SUCCESS')
    expect(notes.join('\n')).toMatch(/could not be understood.*\n.*something about \[secret\]/)
  })

  test.each(['drop', 'complete'] as const)('%s in the middle: polling brings it to its end', async (how) => {
    const clock = manualClock()
    const { double, platform, notes } = await scene({ clock })
    double.script('DeploymentById', moving, serving)
    const followed = all(platform.follow(target, 'deployment-1', never))
    const session = await until(() => double.sessions[0])
    session.push({ deployment: deployment({ status: 'DEPLOYING' }) })
    session[how]()
    await until(() => notes.some((note) => note.includes('by polling meanwhile')))
    await until(() => clock.sleeping().includes(250))
    clock.advance(250)
    expect((await followed).at(-1)).toBe('SUCCESS')
  })

  test('a broken subscription is had again, after delays that grow', async () => {
    const clock = manualClock()
    const { double, platform } = await scene({ clock, pace: { firstPollMs: 100_000, longestPollMs: 100_000 } })
    double.script('DeploymentById', moving)
    const followed = all(platform.follow(target, 'deployment-1', never))
    // Half of what the pace names, since `random` gives 0.
    for (const [count, delay] of [250, 500, 1_000].entries()) {
      const session = await until(() => double.sessions[count])
      session.drop()
      await until(() => clock.sleeping().includes(delay))
      clock.advance(delay)
    }
    const last = await until(() => double.sessions[3])
    last.push({ deployment: deployment({ status: 'SUCCESS' }) })
    expect((await followed).at(-1)).toBe('SUCCESS')
  })
})

describe('polled', () => {
  test('where no socket can be had, at growing distances', async () => {
    const clock = manualClock()
    const { double, platform, notes } = await scene({ clock, pace: withoutReconnecting })
    double.refuseSockets()
    double.script('DeploymentById', moving, moving, moving, moving, moving, moving, moving, serving)
    const followed = all(platform.follow(target, 'deployment-1', never))
    const slept: number[] = []
    for (let look = 1; look <= 7; look += 1) {
      await until(() => double.count('DeploymentById') === look)
      const delay = await until(() => clock.sleeping().find((ms) => ms <= 2_000))
      slept.push(delay)
      clock.advance(delay)
    }
    expect(await followed).toEqual([...Array(7).fill('BUILDING'), 'SUCCESS'])
    expect(slept).toEqual([250, 375, 562.5, 843.75, 1265.625, 1898.4375, 2_000])
    expect(notes.join('\n')).toContain('503')
  })

  test('errors end nothing, and Retry-After is obeyed', async () => {
    const clock = manualClock()
    const { double, platform, notes } = await scene({ clock, pace: withoutReconnecting })
    double.refuseSockets()
    double.script(
      'DeploymentById',
      { effect: 'lost' },
      { errors: [{ message: 'Deployment not found' }] },
      { status: 429, headers: { 'retry-after': '9' }, body: plantedToken },
      { status: 200, body: '<html>' },
      serving,
    )
    const followed = all(platform.follow(target, 'deployment-1', never))
    for (const delay of [250, 375, 9_000, 843.75]) {
      await until(() => clock.sleeping().includes(delay))
      clock.advance(delay)
    }
    expect(await followed).toEqual(['SUCCESS'])
    expect(inspect(notes)).not.toContain(plantedToken)
  })

  test('a status never seen goes on until the caller ends it', async () => {
    const clock = manualClock()
    const { double, platform } = await scene({ clock })
    double.script('DeploymentById', { data: { deployment: deployment({ status: 'PAUSED' }) } })
    const stop = new AbortController()
    const phases: string[] = []
    for await (const { phase } of platform.follow(target, 'deployment-1', stop.signal)) {
      phases.push(phase)
      if (phases.length === 3) stop.abort()
      else clock.advance(await until(() => clock.sleeping().find((ms) => ms < 400)))
    }
    expect(phases).toEqual(['unknown', 'unknown', 'unknown'])
    expect(clock.sleeping()).toEqual([])
  })
})

describe('how it ends', () => {
  test.each(['FAILED', 'CRASHED'])('%s, with the reason that the platform gives', async (status) => {
    const { double, platform } = await scene()
    double.script('DeploymentById', { data: { deployment: deployment({ status }) } })
    const step = (name: string, payload: unknown) => ({ node: { step: name, payload } })
    const edges = [
      step('BUILD_IMAGE', { reason: 'cached' }),
      step('HEALTHCHECK', { error: '1/1 replicas never became healthy' }),
    ]
    double.script('DeploymentSteps', { data: { deploymentEvents: { edges } } })
    for await (const record of platform.follow(target, 'deployment-1', never)) {
      expect(record).toMatchObject({ phase: 'failed', failure: 'HEALTHCHECK: 1/1 replicas never became healthy' })
    }
  })

  test.each(['SKIPPED', 'REMOVED', 'NEEDS_APPROVAL', 'WAITING', 'SLEEPING'])('%s ends it', async (status) => {
    const { double, platform } = await scene()
    double.script('DeploymentById', { data: { deployment: deployment({ status }) } })
    expect(await all(platform.follow(target, 'deployment-1', never))).toEqual([status])
  })

  test('with a signal that is aborted already, nothing is asked', async () => {
    const { double, platform } = await scene()
    expect(await all(platform.follow(target, 'deployment-1', AbortSignal.abort()))).toEqual([])
    expect(double.requests).toEqual([])
  })

  test('a reader that leaves takes everything along', async () => {
    const clock = manualClock()
    const { double, platform } = await scene({ clock })
    double.script('DeploymentById', moving)
    for await (const record of platform.follow(target, 'deployment-1', never)) {
      expect(record.phase).toBe('moving')
      await until(() => double.sessions[0]?.open)
      break
    }
    await until(() => double.sessions.every((session) => !session.open))
    expect(clock.sleeping()).toEqual([])
  })
})
