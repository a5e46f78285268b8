import { describe, expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Behaviour } from '../simulation/simulated-behaviour.ts'
import { SimulatedServices } from '../simulation/simulated-services.ts'

const all = ['web', 'worker', 'nightly']

async function threeServices(bad: { readonly [service: string]: Omit<Behaviour, 'digest'> } = {}) {
  const behaves = (service: string) => {
    const change = bad[service]
    return change === undefined ? [] : [{ digest: 'new', ...change }]
  }
  return await SimulatedServices.open({
    web: { kind: 'web', behaviours: behaves('web') },
    worker: { kind: 'worker', behaviours: behaves('worker') },
    nightly: { kind: 'cron', behaviours: behaves('nightly') },
  })
}

const codes = (state: ReleaseState, part: number) => state.parts[part]?.remarks?.map(({ code }) => code) ?? []

describe('a release of a web, a worker and a cron service', () => {
  it('goes live in their order, though nobody can ask two of them', async () => {
    const services = await threeServices({ nightly: { runs: () => ['done'] } })
    const first = await services.release('old')
    const state = await services.release('new')
    expect(first.verdict).toBe('live')
    expect(state.verdict).toBe('live')
    expect(services.serving).toEqual({ web: 'new', worker: 'new', nightly: 'new' })
    expect(services.changes.slice(6)).toEqual(all.flatMap((name) => [`${name} configure`, `${name} upload`]))
    // No users of a worker is no missing data, and its platform's figures are judged.
    expect(codes(state, 1)).toEqual([])
    expect(state.parts[1]?.evidence?.usage.samples.length).toBeGreaterThan(20)
    expect(codes(state, 2)).toEqual([])
    const entries = await openJournal(services.environment.store).entries(state.plan.release)
    expect(replay(entries)).toEqual(state)
  })

  it('says where a schedule was not due while it was watched, and where the platform does not tell', async () => {
    const services = await threeServices({ nightly: { runs: () => [] } })
    await services.release('old')
    expect(codes(await services.release('new'), 2)).toEqual(['not-executed'])
    const silent = await threeServices()
    expect(codes(await silent.release('new'), 2)).toEqual(['no-executions-data'])
  })

  const failures: [string, string, Omit<Behaviour, 'digest'>, string][] = [
    ['a worker that never starts', 'worker', { starts: false }, 'deployment-failed'],
    ['a worker that is started again and again', 'worker', { restartingAt: () => true }, 'restarting'],
    ['a worker that ends once, later', 'worker', { restartingAt: (ms) => ms > 9e3 && ms < 11e3 }, 'restarted'],
    ['a worker that leaks', 'worker', { memoryBytes: (ms) => 80e6 + ms * 8e3 }, 'memory-leaks'],
    ['a schedule whose run fails', 'nightly', { runs: (ms) => (ms < 9_000 ? [] : ['failed']) }, 'execution-failed'],
    ['a schedule that cannot be built', 'nightly', { starts: false }, 'deployment-failed'],
    ['a web service that turns bad', 'web', { failsAfterMs: 15_000 }, 'unhealthy'],
  ]
  it.each(failures)('of which there is %s goes back whole', async (_what, service, behaviour, code) => {
    const services = await threeServices({ [service]: behaviour })
    await services.release('old')
    const state = await services.release('new')
    expect(state.reason).toMatchObject({ code, service, sentence: expect.stringMatching(`^${service}: `) })
    expect(state.verdict).toBe('rolled back')
    expect(services.serving).toEqual({ web: 'old', worker: 'old', nightly: 'old' })
    const restored = services.changes.filter((change) => change.endsWith('restore'))
    const switched = all.slice(0, all.indexOf(service) + (code === 'deployment-failed' ? 0 : 1))
    const expected = state.times.baking === undefined ? switched : all
    expect(restored).toEqual(expected.toReversed().map((name) => `${name} restore`))
    for (const platform of services.platforms.values()) expect(platform.settings.get('VERSION')).toBe('old')
  })

  it('is not taken for bad because the platform could not be asked for a while', async () => {
    const services = await threeServices()
    await services.release('old')
    let isToFail = true
    const onProgress = (after: ReleaseState) => {
      const worker = services.platforms.get('worker')
      if (!isToFail || after.parts[1]?.looks?.all !== 3 || worker === undefined) return
      isToFail = false
      worker.failingViews = 5
    }
    const state = await services.release('new', all, {}, { onProgress })
    expect(isToFail).toBe(false)
    expect(state.verdict).toBe('live')
  })

  it('does not go live where the platform can not be asked any more', async () => {
    const services = await threeServices()
    await services.release('old')
    const state = await services.release(
      'new',
      all,
      {},
      {
        onProgress: (after) => {
          const worker = services.platforms.get('worker')
          if (after.state === 'baking' && worker) worker.failingViews = 1
        },
      },
    )
    expect(state.reason).toMatchObject({ code: 'inconclusive', service: 'worker' })
    expect(services.serving).toEqual({ web: 'old', worker: 'old', nightly: 'old' })
  })
})

describe('a service that is new beside old ones', () => {
  it.each([
    ['fails itself', 'worker', 'rolled back'],
    ['goes when a later one fails', 'nightly', 'rolled back'],
  ] as const)('is removed when it %s, while the others come back', async (_what, failing, verdict) => {
    const services = await threeServices({ [failing]: { starts: false } })
    await services.release('old', ['web', 'nightly'])
    const state = await services.release('new', all)
    expect(state.verdict).toBe(verdict)
    expect(services.serving).toEqual({ web: 'old', worker: undefined, nightly: 'old' })
    expect(services.changes.includes('worker restore')).toBe(false)
  })

  it('goes live with them', async () => {
    const services = await threeServices()
    await services.release('old', ['web', 'nightly'])
    expect((await services.release('new', all)).verdict).toBe('live')
    expect(services.serving).toEqual({ web: 'new', worker: 'new', nightly: 'new' })
  })

  it('ends as failed when nothing that was there before had been switched', async () => {
    const services = await threeServices({ web: { starts: false } })
    await services.release('old', ['web', 'nightly'])
    const state = await services.release('new', ['worker', 'web', 'nightly'])
    expect(state.verdict).toBe('failed')
    expect(services.serving).toEqual({ web: 'old', worker: undefined, nightly: 'old' })
  })
})

describe('a service that is wanted no more', () => {
  it('goes on running, is told as long as it does, and comes back into releases over what it runs', async () => {
    const services = await threeServices({ worker: {} })
    await services.release('old')
    const without = await services.release('new', ['web', 'nightly'])
    expect(without.verdict).toBe('live')
    expect(without.plan.left).toMatchObject([{ service: 'worker', release: 'rel_0001', digest: 'old' }])
    const again = await services.begin('newer', ['web'])
    expect(again.left?.map(({ service, digest }) => [service, digest])).toEqual([
      ['nightly', 'new'],
      ['worker', 'old'],
    ])
    const { live } = await currentOf(openJournal(services.environment.store), 'testing')
    expect(live?.left?.map(({ service }) => service)).toEqual(['worker'])
    const whole = await services.release('newest', all)
    expect(whole.plan.parts[1]?.before).toMatchObject({ release: 'rel_0001', digest: 'old' })
    expect(whole.findings).toEqual([])
    expect(whole.verdict).toBe('live')
  })
})
