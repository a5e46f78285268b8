import type { Store } from '@kickai/store'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openJournal } from '../journal/journal.ts'
import { histogramOf } from '../judge/histogram.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { onEveryStore } from '../testing/stores.ts'
import { addTallies, emptyTally } from './add.ts'
import { definitions } from './definitions.ts'
import { figuresOf } from './figures.ts'
import { foldJournal } from './fold.ts'
import { readTallies } from './kept.ts'
import { recordObservation } from './observations.ts'
import type { Tally } from './tally.ts'
import { tallyOfRelease } from './tally-release.ts'

const dayMs = 86_400_000

/** What a release adds, as its journal tells it. */
async function tallyOf(environment: SimulatedEnvironment, release: string): Promise<Tally> {
  const found = tallyOfRelease(await openJournal(environment.store).entries(release))
  if (found === undefined) throw new Error(`${release} has not ended`)
  return found.tally
}

const users = { perSecond: 10, errorShare: 0, latencyMs: () => 40 }

describe('what a release adds to its day', () => {
  it('a good one: live, its time from the commit, and what was observed of the service', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'one', users }])
    const committedAt = environment.clock.now() - 60_000
    const state = await environment.release('one', { committedAt })
    const tally = await tallyOf(environment, state.plan.release)
    expect(tally).toMatchObject({ changes: { live: 1 }, rollbacks: {}, reached: 1, takenBack: 0, downInReleasesMs: 0 })
    expect(tally.commitToLiveMs).toEqual([(state.times.live ?? 0) - committedAt])
    expect(tally.service).toMatchObject({ downMs: 0, errors: 0 })
    expect(tally.service.watchedMs).toBeGreaterThan(30_000)
    expect(tally.service.requests).toBeGreaterThan(250)
    expect(Object.values(tally.service.memory).reduce((sum, count) => sum + count, 0)).toBeGreaterThan(20)
  })

  it('a bad one: taken back, with the times of going back and of the outage', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    const state = await environment.release('bad', { committedAt: environment.clock.now() })
    const tally = await tallyOf(environment, state.plan.release)
    expect(tally).toMatchObject({ changes: { 'rolled back': 1 }, reached: 1, takenBack: 1, commitToLiveMs: [] })
    const { times } = state
    expect(tally.rollbackMs).toEqual([(times.ended ?? 0) - (times['rolling back'] ?? 0)])
    expect(tally.recoveryMs).toEqual([(times.ended ?? 0) - (times.verifying ?? 0)])
    // Three bad looks, a second apart, and what stands for the way back.
    expect(tally.downInReleasesMs).toBeGreaterThanOrEqual(3_000)
    expect(tally.downInReleasesMs).toBeLessThan(10_000)
    expect(tally.downInReleasesMs).toBe(tally.service.downMs)
  })

  it('one that never served: no user reached it, and nobody was without service', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', starts: false }])
    await environment.release('good')
    const { plan } = await environment.release('bad')
    expect(await tallyOf(environment, plan.release)).toMatchObject({
      changes: { failed: 1 },
      reached: 0,
      takenBack: 0,
      rollbackMs: [],
      downInReleasesMs: 0,
    })
  })

  it('a first one that fails is no outage: there was no service', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 0 }])
    const { plan } = await environment.release('bad')
    expect((await tallyOf(environment, plan.release)).service).toEqual(emptyTally.service)
  })

  it('settings alone are no commit that went live', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('one', { committedAt: 0 })
    const { plan } = await environment.release('one', { committedAt: 0, settings: [{ name: 'MODE', value: 'b' }] })
    expect((await tallyOf(environment, plan.release)).commitToLiveMs).toEqual([])
  })

  it("a person's rollback counts the change that it takes back, and is no change itself", async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('one')
    await environment.release('two')
    const state = await environment.release('one', { kind: 'rollback', restore: 'deployment-1' })
    const tally = await tallyOf(environment, state.plan.release)
    expect(tally).toMatchObject({ changes: {}, rollbacks: { live: 1 }, reached: 0, takenBack: 1 })
    expect(tally.rollbackMs).toEqual([(state.times.baking ?? 0) - state.plan.plannedAt])
  })
})

describe('sums', () => {
  const counts = fc.nat(50)
  const times = fc.array(fc.nat(1_000_000), { maxLength: 5 }).map((values) => values.sort((one, other) => one - other))
  const levels = fc.dictionary(fc.nat(100).map(String), fc.integer({ min: 1, max: 9 }), { maxKeys: 4 })
  const histogram = fc.array(fc.nat(10_000), { maxLength: 8 }).map(histogramOf)
  const tallies: fc.Arbitrary<Tally> = fc.record({
    changes: fc.record(
      { live: fc.integer({ min: 1, max: 9 }), failed: fc.integer({ min: 1, max: 9 }) },
      { requiredKeys: [] },
    ),
    rollbacks: fc.record({ live: fc.integer({ min: 1, max: 9 }) }, { requiredKeys: [] }),
    reached: counts,
    takenBack: counts,
    commitToLiveMs: times,
    rollbackMs: times,
    recoveryMs: times,
    downInReleasesMs: counts,
    service: fc.record({
      watchedMs: counts,
      downMs: counts,
      requests: counts,
      errors: counts,
      latencies: histogram,
      probeLatencies: histogram,
      processor: levels,
      memory: levels,
    }),
  })

  it('come out the same in every order', () => {
    fc.assert(
      fc.property(tallies, tallies, tallies, (one, two, three) => {
        const text = (tally: Tally) => JSON.stringify(tally)
        expect(text(addTallies(one, two))).toBe(text(addTallies(two, one)))
        expect(text(addTallies(addTallies(one, two), three))).toBe(text(addTallies(one, addTallies(two, three))))
        expect(addTallies(one, emptyTally)).toEqual(one)
      }),
    )
  })

  it('and figures are judged by them; without data they are neither kept nor missed', () => {
    const none = figuresOf(emptyTally, 30 * dayMs)
    expect(Object.values(none).filter(({ kept }) => kept !== undefined)).toEqual([])
    const tally: Tally = {
      ...emptyTally,
      changes: { live: 19, 'rolled back': 1, blocked: 7 },
      reached: 20,
      takenBack: 1,
      commitToLiveMs: Array.from({ length: 100 }, (_, index) => (index + 1) * 3_000),
      rollbackMs: [5_000, 130_000],
      service: {
        ...emptyTally.service,
        watchedMs: 1_000_000,
        downMs: 1_000,
        requests: 1_000,
        errors: 10,
        latencies: histogramOf([100, 3_000]),
        memory: { '50': 99, '90': 1 },
      },
    }
    const figures = figuresOf(tally, 10 * dayMs)
    expect(figures.successShare).toEqual({ value: 0.95, of: 20, kept: false })
    expect(figures.commitToLive).toEqual({ value: 285_000, of: 100, kept: true })
    expect(figures.leadTime.value).toBe(150_000)
    expect(figures.rollback).toEqual({ value: 130_000, of: 2, kept: false })
    expect(figures.downInReleases).toEqual({ value: 0, of: 20, kept: true })
    expect(figures.deploymentFrequency.value).toBe(2)
    expect(figures.changeFailShare.value).toBe(0.05)
    expect(figures.errorShare).toMatchObject({ value: 0.01, kept: false })
    expect(figures.availability).toMatchObject({ value: 0.999, kept: true })
    expect(figures.budgetLeft.value).toBeCloseTo(1 - 1_000 / 864_000, 9)
    expect(figures.response.kept).toBe(false)
    expect(figures.memory).toEqual({ value: 0.5, of: 100, kept: true })
    expect(figures.processor).toEqual({ of: 0 })
  })

  it('every figure has its definition in a whole sentence', () => {
    for (const { title, meaning } of Object.values(definitions)) {
      expect(title).not.toBe('')
      expect(meaning).toMatch(/^[A-Z].*\.$|^95 .*\.$/)
    }
  })
})

onEveryStore('the kept tallies', (open) => {
  const quick = { policy: { bakeMs: 1_000, passes: 1, failures: 1 } }
  const someReleases = async (store: Store) => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 500 }], store)
    for (const digest of ['one', 'bad', 'two']) await environment.release(digest, quick)
    return environment
  }
  const read = (environment: SimulatedEnvironment, from?: string) => readTallies(environment.store, ['testing'], from)

  it('are made from the journal, grow with what ends, and always equal the whole count', async () => {
    const environment = await someReleases(await open())
    const first = await read(environment)
    expect(first).toEqual((await foldJournal(environment.store)).days)
    await environment.clock.sleep(dayMs)
    for (const digest of ['bad', 'three']) await environment.release(digest, quick)
    const at = environment.clock.now()
    const seen = { environment: 'testing', service: 'web', deployment: 'deployment-1', coversMs: 60_000 }
    await recordObservation(environment.store, { ...seen, at, health: { status: 503, latencyMs: 3 } })
    const second = await read(environment)
    expect(second).toEqual((await foldJournal(environment.store)).days)
    const [, today] = [...(second.get('testing') ?? [])]
    expect(today?.[1]).toMatchObject({ changes: { live: 1, 'rolled back': 1 } })
    expect(today?.[1].service.downMs).toBeGreaterThanOrEqual(60_000)
    expect([...((await read(environment, today?.[0])).get('testing') ?? []).keys()]).toEqual([today?.[0]])
    expect(await environment.store.list('untallied')).toEqual([])
  })

  it('count what two readers find at once only once', async () => {
    const environment = await someReleases(await open())
    await read(environment)
    for (const digest of ['bad', 'three', 'four']) await environment.release(digest, quick)
    await Promise.all([read(environment), read(environment), read(environment)])
    expect(await read(environment)).toEqual((await foldJournal(environment.store)).days)
  })

  it('are counted without being kept while somebody else makes them, and made by the next once he is taken for dead', async () => {
    const environment = await someReleases(await open())
    const since = await environment.store.now()
    const kept = { version: 1, generation: 'theirs', since }
    await environment.store.transaction(async (transaction) => transaction.set('tallies', 'kept', kept))
    const { days: whole } = await foldJournal(environment.store)
    expect(await read(environment)).toEqual(whole)
    expect(await environment.store.get('tallies', 'kept')).toEqual(kept)
    await environment.clock.sleep(600_001)
    expect(await read(environment)).toEqual(whole)
    expect(await environment.store.get('tallies', 'kept')).not.toHaveProperty('since')
  })

  it('are made anew where another version made them', async () => {
    const environment = await someReleases(await open())
    await environment.store.transaction(async (transaction) =>
      transaction.set('tallies', 'kept', { version: 0, generation: 'old' }),
    )
    expect(await read(environment)).toEqual((await foldJournal(environment.store)).days)
  })
})
