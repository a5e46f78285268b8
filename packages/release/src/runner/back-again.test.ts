import { expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import { mortalPorts } from '../simulation/mortal-ports.ts'
import type { Trouble } from '../simulation/simulated-platform.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

/** A good release that serves, and a bad one after it for which the calls back meet these troubles, one after another. */
async function broken(...troubles: Trouble[]): Promise<SimulatedEnvironment> {
  const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
  await environment.release('good')
  environment.platform.troubles.set('restore', troubles)
  return environment
}

async function intentsOf({ store }: SimulatedEnvironment, release: string) {
  return (await openJournal(store).entries(release)).filter((entry) => entry.kind === 'intent')
}

it('a call back that left no trace is sent again, once it was looked for long enough', async () => {
  const environment = await broken('vanished')
  const { verdict, plan, times, enteredAt } = await environment.release('bad')
  expect(verdict).toBe('rolled back')
  expect(environment.platform.serving?.digest).toBe('good')
  expect(environment.platform.deploymentCount).toBe(3)
  const restores = (await intentsOf(environment, plan.release)).filter(({ effect }) => effect.kind === 'restore')
  expect(restores.map(({ known }) => known)).toEqual(Array(2).fill(['deployment-2', 'deployment-1']))
  expect((restores[1]?.at ?? 0) - (restores[0]?.at ?? 0)).toBeGreaterThanOrEqual(plan.policy.settleMs)
  expect(enteredAt - (times['rolling back'] ?? 0)).toBeLessThan(plan.policy.rollbackMs)
})

it('so is the upload of the old one where its image is gone', async () => {
  const environment = await broken()
  environment.platform.forgetImage('deployment-1')
  const state = await environment.release(
    'bad',
    {},
    { onProgress: (now) => now.state === 'baking' && environment.platform.troubles.set('upload', ['vanished']) },
  )
  expect(state.verdict).toBe('rolled back')
  expect(environment.platform.changes.slice(-2)).toEqual(['configure', 'upload'])
  expect(environment.platform.deploymentCount).toBe(3)
})

it('it is sent again only so often, and only while there is time for going back', async () => {
  const often = await broken(...Array(9).fill('vanished'))
  const state = await often.release('bad')
  expect(state).toMatchObject({ verdict: 'rollback failed', reason: { code: 'no-answer' } })
  expect(often.platform.troubles.get('restore')).toHaveLength(5)
  const short = await broken(...Array(9).fill('vanished'))
  expect((await short.release('bad', { policy: { rollbackMs: 30_000 } })).verdict).toBe('rollback failed')
  expect(short.platform.troubles.get('restore')).toHaveLength(7)
})

it.each([
  ['while the second one is made', 20_100, 1_000, 4],
  ['after the second one serves', 21_500, 1_000, 4],
  ['after the second one was proven', 35_000, 300, 4],
])('what it makes after all, %s, is taken for it and followed by no third', async (_when, lateMs, startMs, made) => {
  const environment = await broken('late')
  Object.assign(environment.platform, { lateMs, startMs })
  const state = await environment.release('bad')
  await environment.clock.sleep(60_000)
  expect(state.verdict).toBe('rolled back')
  expect(environment.platform.serving?.digest).toBe('good')
  expect(environment.platform.deploymentCount).toBe(made)
})

it('a process that dies at any call of sending it again leaves nothing that is sent a third time', async () => {
  let deaths = 0
  for (const afterActing of [false, true])
    for (let atCall = 24; atCall < 60; atCall++) {
      const environment = await broken('vanished')
      const plan = await environment.begin('bad', { policy: { settleMs: 500, bakeMs: 2_000 } })
      const { ports, died, signal } = mortalPorts(environment.ports, { atCall, afterActing })
      await run(plan.release, ports, { signal }).catch(() => undefined)
      if (!died()) break
      deaths += 1
      await environment.clock.sleep(30_000)
      const state = await run(plan.release, environment.ports)
      const told = `died at call ${atCall}${afterActing ? ', which acted' : ''}`
      expect(state.verdict, told).toBe('rolled back')
      expect(environment.platform.serving?.digest, told).toBe('good')
      expect(environment.platform.deploymentCount, told).toBe(3)
      expect(replay(await openJournal(environment.store).entries(plan.release)), told).toEqual(state)
    }
  expect(deaths).toBeGreaterThan(30)
})
