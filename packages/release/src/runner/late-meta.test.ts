import { expect, it } from 'vitest'
import { mortalPorts } from '../simulation/mortal-ports.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

/** A good release that serves, on a platform that from now on tells so late what a deployment was sent with. */
async function lateMeta(hideMetaMs: number): Promise<SimulatedEnvironment> {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  environment.platform.hideMetaMs = hideMetaMs
  return environment
}

it('a process that dies at any call leaves one deployment, though nobody is told for two minutes who sent it', async () => {
  let deaths = 0
  for (let atCall = 0; ; atCall++) {
    const environment = await lateMeta(120_000)
    const plan = await environment.begin('new', { policy: { settleMs: 500, bakeMs: 2_000 } })
    const { ports, died, signal } = mortalPorts(environment.ports, { atCall, afterActing: true })
    await run(plan.release, ports, { signal }).catch(() => undefined)
    if (!died()) break
    deaths += 1
    await environment.clock.sleep(30_000)
    const { verdict } = await run(plan.release, environment.ports)
    const made = environment.platform.deploymentCount
    expect({ verdict, made }, `died at call ${atCall}`).toEqual({ verdict: 'live', made: 2 })
  }
  expect(deaths).toBeGreaterThan(20)
})

it('a lost upload is waited for until the platform tells', async () => {
  const environment = await lateMeta(120_000)
  environment.platform.troubles.set('upload', ['lost'])
  expect((await environment.release('new')).verdict).toBe('live')
  expect(environment.platform.deploymentCount).toBe(2)
})

it('one of which the platform never tells who sent it ends as unknown, with the old one serving', async () => {
  const environment = await lateMeta(3_600_000)
  environment.platform.troubles.set('upload', ['lost'])
  const state = await environment.release('new', { policy: { deployMs: 60_000 } })
  expect(state).toMatchObject({ verdict: 'unknown', reason: { code: 'outcome-unknown' } })
  expect(environment.platform.changes.filter((change) => change === 'upload')).toHaveLength(2)
  expect(environment.platform.serving?.digest).toBe('good')
})
