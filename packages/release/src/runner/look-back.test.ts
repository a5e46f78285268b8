import { describe, expect, it } from 'vitest'
import { currentOf } from '../journal/current.ts'
import { openJournal } from '../journal/journal.ts'
import { defaultPolicy } from '../plan/policy.ts'
import type { Behaviour } from '../simulation/simulated-behaviour.ts'
import { SimulatedEnvironment } from '../simulation/simulated-release.ts'
import { lookBack } from './look-back.ts'

const hourMs = 3_600_000
const users = { perSecond: 1, latencyMs: () => 30 }
const memoryBytes = () => 80e6

/** A release that has been live for an hour and a half, looked back on for an hour. */
async function afterAnHour(behaviour: Omit<Behaviour, 'digest'>, meddle?: (environment: SimulatedEnvironment) => void) {
  const environment = await SimulatedEnvironment.open([{ digest: 'new', ...behaviour }])
  await environment.release('new', { policy: { bakeMs: 1_000 } })
  await environment.clock.sleep(1.5 * hourMs)
  meddle?.(environment)
  const { live, since } = await currentOf(openJournal(environment.store), 'testing')
  if (live === undefined || since === undefined) throw new Error('Nothing is live.')
  const { platform, clock } = environment
  const want = { environment: 'testing', live, since, policy: defaultPolicy, heldMs: hourMs }
  return await lookBack({ platform, probe: platform, clock }, want)
}

describe('the objectives of a live release', () => {
  it('hold where figures and probes are good for as long as is asked for', async () => {
    expect(await afterAnHour({ users, memoryBytes })).toEqual({
      outcome: 'held',
      sentence: 'The objectives of testing hold.',
    })
  })

  it.each<[string, Omit<Behaviour, 'digest'>, string]>([
    ['users got errors', { users: { ...users, errorShare: 0.05 }, memoryBytes }, 'requests failed'],
    ['memory ran full', { users, memoryBytes: (ms) => (ms > 60_000 ? 480e6 : 80e6) }, 'Memory is in use'],
    ['it does not answer well now', { users, memoryBytes, failsAfterMs: hourMs }, 'answered 500'],
    ['it started again by itself', { users, memoryBytes, restartsAfterMs: hourMs }, 'started again'],
  ])('do not where %s', async (_why, behaviour, words) => {
    const found = await afterAnHour(behaviour)
    expect(found).toEqual({ outcome: 'broken', sentence: expect.stringContaining(words) })
    expect(found.sentence).toMatch(/^web in testing: /)
  })

  it.each(['traffic', 'usage'] as const)('are not known where there are no figures on %s', async (figure) => {
    const found = await afterAnHour({ users, memoryBytes }, ({ platform }) => platform.unreadable.add(figure))
    expect(found.outcome).toBe('inconclusive')
  })

  it('are not known where nothing was measured', async () => {
    const found = await afterAnHour({ users, memoryBytes }, ({ platform }) => {
      platform.usage = async () => ({ samples: [] })
    })
    expect(found).toMatchObject({ outcome: 'inconclusive', sentence: expect.stringContaining('processor and memory') })
  })
})

describe('how long it serves', () => {
  it('counts from when a rollback last brought it back', async () => {
    const environment = await SimulatedEnvironment.open([{ digest: 'bad', failsAfterMs: 1_000 }])
    const good = await environment.release('good')
    await environment.clock.sleep(hourMs)
    const bad = await environment.release('bad')
    const { live, since } = await currentOf(openJournal(environment.store), 'testing')
    expect(live).toMatchObject({ release: good.plan.release, liveAt: good.times.live })
    expect(since).toBe(bad.enteredAt)
  })
})
