import type { Store } from '@kickai/store'
import { expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const anHour = 3_600_000

/** Ports over a good release, and a way to set the clock of the store. */
async function settable() {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  let storeMs = 0
  const { store } = environment
  const ports = {
    ...environment.ports,
    store: { ...store, now: async () => (await store.now()) + storeMs } satisfies Store,
  }
  return {
    environment,
    ports,
    set(ms: number) {
      storeMs = ms
    },
  }
}

it.each([-anHour, anHour])(
  'the clock of the store, set by %d ms while a release is baking, changes nothing',
  async (ms) => {
    const { environment, ports, set } = await settable()
    const plan = await environment.begin('new')
    const began = environment.clock.now()
    const state = await run(plan.release, ports, { onProgress: (now) => now.state === 'baking' && set(ms) })
    expect(state.verdict).toBe('live')
    expect(environment.clock.now() - began).toBeLessThan(60_000)
    const times = (await openJournal(ports.store).entries(plan.release)).map(({ at }) => at)
    expect(times).toEqual(times.toSorted((left, right) => left - right))
  },
)

it('a dead deployer is waited for no longer than its lease lasts, though the clock of the store was set back', async () => {
  const { environment, ports, set } = await settable()
  const plan = await environment.begin('new')
  const silent = { ...ports.store, transaction: () => new Promise<never>(() => undefined) }
  let dead = false
  const dying = {
    ...ports,
    store: new Proxy(ports.store, { get: (store, name) => Reflect.get(dead ? silent : store, name) }),
  }
  void run(plan.release, dying, {
    onProgress(now) {
      dead ||= now.state === 'baking'
    },
  }).catch(() => undefined)
  await environment.clock.sleep(20_000)
  expect(dead).toBe(true)
  set(-anHour)
  const began = environment.clock.now()
  expect((await run(plan.release, ports)).verdict).toBe('live')
  expect(environment.clock.now() - began).toBeLessThan(120_000)
})
