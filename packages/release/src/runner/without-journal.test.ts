import { describe, expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import type { StateName } from '../machine/state.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { SimulatedServices } from '../simulation/simulated-services.ts'
import { mergeSpool } from '../spool/merge.ts'
import { failingStore } from '../testing/failing-store.ts'
import { memorySpool } from '../testing/memory-spool.ts'
import { run } from './run.ts'

/** A release over a good one whose store fails as soon as it comes to a state. */
async function losing(at: StateName, how: 'store-unreachable' | 'store-full' | 'silent') {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  const { store, fail, mend } = failingStore(environment.store)
  const spool = memorySpool()
  const ports = { ...environment.ports, store, spool }
  const plan = await environment.begin('new')
  const changes = environment.platform.changes.length
  const ended = run(plan.release, ports, { onProgress: ({ state }) => state === at && fail(how) })
  const error = await ended.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  return {
    environment,
    ports,
    spool,
    plan,
    mend,
    error,
    changed: () => environment.platform.changes.slice(changes),
  }
}

const ways = ['store-unreachable', 'store-full', 'silent'] as const

describe.each(ways)('a journal that is %s', (how) => {
  it.each(['verifying', 'baking'] as const)(
    'while %s: the previous release is called back once, and the journal learns of it later',
    async (at) => {
      const lost = await losing(at, how)
      expect(lost.error).toMatchObject({
        code: 'journal-lost',
        message: expect.stringContaining('deployment-3'),
        wayOut: expect.stringContaining(`kickai resume ${lost.plan.release}`),
      })
      expect(lost.changed()).toEqual(['configure', 'upload', 'configure', 'restore'])
      expect(lost.environment.notices.at(-1)).toBe('unknown')
      await lost.environment.clock.sleep(60_000)
      expect(lost.environment.platform.serving?.digest).toBe('good')

      lost.mend()
      expect(await mergeSpool(lost.ports.store, lost.spool)).toEqual({ taken: [lost.plan.release], late: [] })
      const state = await run(lost.plan.release, lost.ports)
      expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'journal-lost' } })
      expect(lost.changed()).toEqual(['configure', 'upload', 'configure', 'restore'])
      expect(lost.environment.platform.settings.get('VERSION')).toBe('good')
      expect(await lost.spool.all()).toEqual([])
    },
  )

  it.each(['configuring', 'deploying'] as const)(
    'while %s: nothing is taken back, and the release goes live when it is resumed',
    async (at) => {
      const lost = await losing(at, how)
      expect(lost.error).toMatchObject({ name: expect.stringMatching(/Error/) })
      expect(lost.error).not.toMatchObject({ code: 'journal-lost' })
      expect(lost.changed()).toEqual(at === 'configuring' ? [] : ['configure'])
      expect(await lost.spool.all()).toEqual([])
      await lost.environment.clock.sleep(60_000)
      expect(lost.environment.platform.serving?.digest).toBe('good')
      lost.mend()
      expect((await run(lost.plan.release, lost.ports)).verdict).toBe('live')
    },
  )
})

describe('a store that falls silent while something is under way that outlasts the lease', () => {
  const leaseTimes = { limitMs: 15_000, renewMs: 5_000, requestMs: 20_000 }

  /** What a run ends with, or nothing after two minutes: then time is stopped, which would go on for ever otherwise. */
  async function endOf({ clock }: SimulatedEnvironment, ended: Promise<unknown>): Promise<unknown> {
    const over = clock.sleep(120_000).then(() => {
      clock.end()
      return 'two minutes'
    })
    return await Promise.race([
      ended.then(
        () => 'well',
        (error: unknown) => error,
      ),
      over,
    ])
  }

  it('is not waited for without end when that was answered', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    const { store, fail, mend } = failingStore(environment.store)
    const platform = new Proxy(environment.platform, {
      get(target, name) {
        const value = Reflect.get(target, name)
        if (typeof value !== 'function') return value
        if (name !== 'upload') return value.bind(target)
        return async (...sent: unknown[]) => {
          const answer = await value.apply(target, sent)
          fail('silent')
          return answer
        }
      },
    })
    const { release } = await environment.begin('new')
    const ports = { ...environment.ports, store, platform, leaseTimes }
    expect(await endOf(environment, run(release, ports))).toMatchObject({ code: 'store-timeout' })
    mend()
    expect((await run(release, { ...environment.ports, leaseTimes })).verdict).toBe('live')
    expect(environment.platform.deploymentCount).toBe(2)
  })

  it('is not waited for without end before a hook', async () => {
    const environment = await SimulatedEnvironment.open()
    const { store, fail } = failingStore(environment.store)
    const hook = { command: 'true', limitMs: 60_000, variables: [] }
    const { release } = await environment.begin('new', { hooks: { before: [hook], afterLive: [], afterRollback: [] } })
    const ended = run(
      release,
      { ...environment.ports, store, leaseTimes },
      {
        onProgress: ({ inspected }) => inspected && fail('silent'),
      },
    )
    expect(await endOf(environment, ended)).toMatchObject({ code: 'store-timeout' })
  })
})

it('a store that is away for some seconds harms nothing', async () => {
  const environment = await SimulatedEnvironment.open()
  await environment.release('good')
  const { store, fail, mend } = failingStore(environment.store)
  const plan = await environment.begin('new')
  let failed = false
  const state = await run(
    plan.release,
    { ...environment.ports, store, spool: memorySpool() },
    {
      onProgress({ state: at }) {
        if (at !== 'baking' || failed) return
        failed = true
        fail('store-unreachable')
        void environment.clock.sleep(2_000).then(mend)
      },
    },
  )
  expect(state.verdict).toBe('live')
  expect(failed).toBe(true)
})

it('of two services the last one is called back at once, the other one by resume, and that is said', async () => {
  const services = await SimulatedServices.open({ web: { kind: 'web' }, api: { kind: 'web' } })
  const { environment, ports } = services
  await services.release('old', ['web', 'api'])
  const { store, fail, mend } = failingStore(environment.store)
  const spool = memorySpool()
  const { release } = await services.begin('new', ['web', 'api'])
  const ended = run(
    release,
    { ...ports, store, spool },
    { onProgress: ({ state }) => state === 'baking' && fail('store-full') },
  )
  await expect(ended).rejects.toMatchObject({
    code: 'journal-lost',
    message: expect.stringMatching(/previous release of api was called back .* still runs as web\.$/),
  })
  await environment.clock.sleep(60_000)
  expect(services.serving).toEqual({ web: 'new', api: 'old' })
  mend()
  await mergeSpool(store, spool)
  expect((await run(release, { ...ports, store, spool })).verdict).toBe('rolled back')
  expect(services.serving).toEqual({ web: 'old', api: 'old' })
  expect(services.changes.filter((change) => change.endsWith('restore'))).toEqual(['api restore', 'web restore'])
})

it('without a previous release nothing is called back, and the release stays to be resumed', async () => {
  const environment = await SimulatedEnvironment.open()
  const { store, fail, mend } = failingStore(environment.store)
  const ports = { ...environment.ports, store, spool: memorySpool() }
  const plan = await environment.begin('first')
  const ended = run(plan.release, ports, {
    onProgress: ({ state }) => state === 'baking' && fail('store-unreachable'),
  })
  await expect(ended).rejects.toMatchObject({ code: 'journal-lost', message: expect.stringContaining('could not be') })
  expect(environment.platform.serving?.digest).toBe('first')
  mend()
  await mergeSpool(store, ports.spool)
  expect((await run(plan.release, ports)).verdict).toBe('live')
})

it('what was spooled is not taken where somebody has carried the release on meanwhile', async () => {
  const lost = await losing('baking', 'store-unreachable')
  lost.mend()
  await lost.environment.clock.sleep(60_000)
  const other = await run(lost.plan.release, { ...lost.ports, spool: memorySpool() })
  expect(other.verdict).toBe('rolled back')
  const { taken, late } = await mergeSpool(lost.ports.store, lost.spool)
  expect(taken).toEqual([])
  expect(late).toMatchObject([{ release: lost.plan.release, environment: 'testing' }])
  const entries = await openJournal(lost.ports.store).entries(lost.plan.release)
  expect(entries.map(({ sequence }) => sequence)).toEqual(entries.map((_, index) => index))
})
