import { describe, expect, it } from 'vitest'
import { openJournal, replay } from '../journal/journal.ts'
import type { ReleaseState } from '../machine/state.ts'
import { defaultObjectives } from '../plan/policy.ts'
import { normal, type Random } from '../simulation/random.ts'
import type { Behaviour } from '../simulation/simulated-behaviour.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { run } from './run.ts'

const fast = (random: Random) => 30 * Math.exp(0.4 * normal(random))
const users = { perSecond: 20, latencyMs: fast }

/** A release of `behaviour` over a good one that users have used for five minutes; what it ended as, by its journal too. */
async function release(
  behaviour: Omit<Behaviour, 'digest'>,
  change: Parameters<SimulatedEnvironment['begin']>[1] = {},
  good: Omit<Behaviour, 'digest'> = { users },
) {
  const environment = await SimulatedEnvironment.open([
    { digest: 'good', ...good },
    { digest: 'new', ...behaviour },
  ])
  await environment.release('good')
  await environment.clock.sleep(300_000)
  const state = await environment.release('new', change)
  const entries = await openJournal(environment.store).entries(state.plan.release)
  expect(replay(entries)).toEqual(state)
  return { state, entries, bakedMs: (state.times.live ?? state.times['rolling back'] ?? 0) - (state.times.baking ?? 0) }
}

const codes = (state: ReleaseState) => state.parts[0]?.remarks?.map(({ code }) => code) ?? []

describe('a good release', () => {
  it.each<[string, Omit<Behaviour, 'digest'>]>([
    ['with the same users as before', { users }],
    ['that is faster', { users: { ...users, latencyMs: (random: Random) => fast(random) / 3 } }],
    [
      'that caches most answers',
      { users: { ...users, latencyMs: (random: Random) => (random() < 0.7 ? 1 : fast(random)) } },
    ],
    ['that warms up', { users, memoryBytes: (ms) => 80e6 + 60e6 * (1 - Math.exp(-ms / 5_000)) }],
    ['that nobody uses yet', {}],
  ])('%s is not rolled back, nor watched for longer than planned', async (_what, behaviour) => {
    const { state, bakedMs } = await release(behaviour)
    expect(state.reason).toBeUndefined()
    expect(state.verdict).toBe('live')
    expect(bakedMs).toBeLessThan(31_500)
  })

  it('without users goes live on limits and our own probes, and says so', async () => {
    const { state } = await release({}, {}, {})
    expect(state.verdict).toBe('live')
    expect(state.parts[0]?.remarks).toEqual([
      {
        weight: 'notice',
        code: 'too-little',
        sentence: 'Too little to compare: 0 of 50 requests; our own probes were compared.',
      },
    ])
  })

  it('that is the first is judged by itself', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'first', users }])
    const state = await environment.release('first')
    expect(state.verdict).toBe('live')
    expect(state.parts[0]?.measured).toBeUndefined()
  })

  it('is measured against the previous one before anything changes', async () => {
    const { entries } = await release({ users })
    const kinds = entries.map((entry) => ('event' in entry ? entry.event.kind : entry.kind))
    expect(kinds.indexOf('measured')).toBe(kinds.indexOf('inspected') + 1)
    expect(kinds.indexOf('intent')).toBeGreaterThan(kinds.indexOf('measured'))
    const measured = entries.find((entry) => 'event' in entry && entry.event.kind === 'measured')
    expect(measured).toMatchObject({
      kind: 'observation',
      event: { measurement: { probes: { asked: 20, failed: 0 } } },
    })
    expect(Math.max(...entries.map((entry) => JSON.stringify(entry).length))).toBeLessThan(6_000)
  })

  it('that a person goes back to is not compared with what they leave', async () => {
    const { state } = await release(
      { users: { ...users, latencyMs: (random: Random) => 9 * fast(random) } },
      { kind: 'rollback' },
    )
    expect(state.verdict).toBe('live')
    expect(state.parts[0]?.measured).toBeUndefined()
  })
})

describe('a bad release is rolled back that', () => {
  it.each<[string, Omit<Behaviour, 'digest'>, string]>([
    ['is slower', { users: { ...users, latencyMs: (random) => 3 * fast(random) } }, 'slower'],
    [
      'is slow for one in ten',
      { users: { ...users, latencyMs: (random) => (random() < 0.1 ? 900 : fast(random)) } },
      'slow-tail',
    ],
    ['jumps about', { users: { ...users, latencyMs: (random) => 30 * Math.exp(1.5 * normal(random)) } }, 'slow-tail'],
    ['fails now and then', { users: { ...users, errorShare: 0.06 } }, 'too-many-errors'],
    ['fails more seldom, but more often than before', { users: { ...users, errorShare: 0.008 } }, 'more-errors'],
    ['leaks', { users, memoryBytes: (ms) => 90e6 + 2_000 * ms }, 'memory-leaks'],
    ['takes all memory', { users, memoryBytes: () => 480e6 }, 'memory-too-high'],
    ['is slow for probes where nobody else asks', { probeMs: () => 150 }, 'slower'],
    ['starts again by itself', { users, restartsAfterMs: 15_000 }, 'restarted'],
  ])('%s', async (_what, behaviour, code) => {
    const policy = { bakeMs: 60_000, prolongMs: 60_000 }
    const good = behaviour.users === undefined ? {} : { users }
    const { state } = await release(behaviour, { policy }, good)
    expect(state.verdict).toBe('rolled back')
    expect([...codes(state), state.reason?.code]).toContain(code)
  })

  it('fails scattered probes, never three in a row', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'flapping', failsAt: (ms) => ms % 9_000 > 7_500 }])
    await environment.release('good')
    const state = await environment.release('flapping', { policy: { bakeMs: 60_000 } })
    expect(state).toMatchObject({ verdict: 'rolled back', reason: { code: 'unavailable' } })
  })
})

describe('errors too sparse to be sure of', () => {
  it('do not pass silently: 0, 1, 2, 1, 0, 0 after none prolong the watch, and are told', async () => {
    const environment = await SimulatedEnvironment.open()
    await environment.release('good')
    environment.platform.trafficCount = { requests: 600, errors: 0 }
    const plan = await environment.begin('new')
    const state = await run(plan.release, environment.ports, {
      onProgress({ state: name }) {
        if (name === 'baking') environment.platform.trafficCount = { requests: 600, errors: 4 }
      },
    })
    expect(state.verdict).toBe('live')
    expect((state.times.live ?? 0) - (state.times.baking ?? 0)).toBeGreaterThanOrEqual(60_000)
    expect(state.parts[0]?.remarks).toEqual([
      {
        weight: 'suspicious',
        code: 'more-errors',
        sentence: 'Perhaps: 4 of 600 requests failed (0.667 %); before it were 0 of 600 (0 %).',
      },
    ])
  })
})

describe('figures that can not be read', () => {
  async function unread(figure: 'traffic' | 'usage', policy = {}) {
    const environment = await SimulatedEnvironment.open([
      { digest: 'good', users },
      { digest: 'new', users },
    ])
    await environment.release('good')
    environment.platform.unreadable.add(figure)
    return await environment.release('new', { policy })
  }

  it('are no success: the release is watched up to the bound and then goes by the policy', async () => {
    const failed = await unread('traffic')
    expect(failed).toMatchObject({ verdict: 'rolled back', reason: { code: 'inconclusive' } })
    expect((failed.times['rolling back'] ?? 0) - (failed.times.baking ?? 0)).toBeGreaterThanOrEqual(60_000)
    const passed = await unread('traffic', { inconclusive: 'pass' })
    expect(passed.verdict).toBe('live')
    expect(codes(passed)).toContain('no-traffic-data')
  })

  it('that the platform never gave are only told', async () => {
    const state = await unread('usage')
    expect(state.verdict).toBe('live')
    expect(codes(state)).toContain('no-usage-data')
  })

  it('do not keep it from seeing what probes see', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 10_000 }])
    await environment.release('good')
    environment.platform.unreadable.add('traffic')
    const state = await environment.release('bad')
    expect(state.reason?.code).toBe('unhealthy')
  })
})

describe('a look', () => {
  it('in which the deployer stood still until the time was over has watched nothing: another one decides', async () => {
    const slow = { perSecond: 20, latencyMs: () => 3_000 }
    const environment = await SimulatedEnvironment.open([
      { digest: 'good', users },
      { digest: 'new', users: slow },
    ])
    const { parts } = await environment.release('good')
    const { platform, clock } = environment
    const read = platform.traffic.bind(platform)
    let stoodStill = false
    platform.traffic = async (target, deployment, since) => {
      const count = await read(target, deployment, since)
      if (deployment !== parts[0]?.deployment && !stoodStill) {
        stoodStill = true
        await clock.sleep(120_000)
      }
      return count
    }
    const state = await environment.release('new')
    expect(stoodStill).toBe(true)
    expect(state).toMatchObject({
      verdict: 'rolled back',
      reason: { sentence: expect.stringContaining('took longer than 2000 ms') },
    })
  })
})

describe('objectives', () => {
  it('allow what the environment allows', async () => {
    const objectives = { ...defaultObjectives, errorShare: 0.2, restarts: 1 }
    const failing = { users: { ...users, errorShare: 0.1 } }
    const { state } = await release({ ...failing, restartsAfterMs: 15_000 }, { policy: { objectives } }, failing)
    expect(state.verdict).toBe('live')
  })
})
