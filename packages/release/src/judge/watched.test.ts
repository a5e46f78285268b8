import { describe, expect, it } from 'vitest'
import type { ProbeAnswer } from '../ports/probe.ts'
import { sizeOf } from './histogram.ts'
import { nothingWatched, type Watched, watchedAfter } from './watched.ts'

type Observed = Parameters<typeof watchedAfter>[1]

const answer: ProbeAnswer = { status: 200, latencyMs: 10 }
const observed = (change: Partial<Observed> = {}): Observed => ({
  kind: 'observed',
  at: 1_000,
  part: 0,
  health: answer,
  smoke: [],
  ...change,
})

function after(observations: readonly Observed[], watched: Watched = nothingWatched): Watched {
  return observations.reduce((seen, each) => watchedAfter(seen, each, 0, true), watched)
}

describe('what baking has seen', () => {
  it('counts probes apart from users, times of good answers alone', () => {
    const { probes, traffic } = after([observed(), observed({ health: { status: 500, latencyMs: 900 } })])
    expect({ ...probes, latencies: sizeOf(probes.latencies) }).toEqual({ asked: 2, failed: 1, latencies: 1 })
    expect(traffic).toBeUndefined()
  })

  it('leaves out the deployment before, which may answer during overlap', () => {
    const seen = watchedAfter(nothingWatched, observed({ health: { status: 500, latencyMs: 1 } }), 0, false)
    expect(seen.probes.asked).toBe(0)
  })

  it('keeps the newest count of users, and what could not be read since', () => {
    const seen = after([
      observed({ traffic: { requests: 10, errors: 1 } }),
      observed(),
      observed({ unread: ['traffic', 'usage'] }),
    ])
    expect(seen.traffic).toEqual({ requests: 10, errors: 1 })
    expect(seen.unread).toEqual(['traffic', 'usage'])
    expect(seen.read).toEqual(['traffic'])
    expect(after([observed()], seen).unread).toEqual(['traffic', 'usage'])
  })

  it.each([
    { requests: Number.NaN, errors: 0 },
    { requests: 5, errors: Number.NaN },
    { requests: 5, errors: 6 },
    { requests: -1, errors: -1 },
    { requests: null as never, errors: 0 },
  ])('takes a count that is none for unread: %j', (traffic) => {
    expect(after([observed({ traffic })])).toMatchObject({ unread: ['traffic'] })
  })

  it('stays small, however long it takes', () => {
    let seen = nothingWatched
    for (let second = 1; second <= 5_000; second++) {
      const sample = { at: second * 1000, memoryBytes: second }
      seen = after([observed({ at: second * 1000, usage: { samples: [sample, sample], memoryBytes: 7 } })], seen)
    }
    expect(seen.usage.samples.length).toBeLessThanOrEqual(120)
    expect(seen.usage.samples.length).toBeGreaterThanOrEqual(60)
    expect(seen.usage.samples.at(-1)?.at).toBe(5_000_000)
    expect(seen.usage.memoryBytes).toBe(7)
    expect(JSON.stringify(seen).length).toBeLessThan(10_000)
  })
})

describe('restarts', () => {
  const up = (at: number, uptimeSeconds: number) => observed({ at, health: { ...answer, uptimeSeconds } })

  it('are told by the uptime, once each', () => {
    expect(after([up(1_000, 5), up(5_000, 9)]).restarts.byUptime).toBe(0)
    expect(after([up(1_000, 5), up(10_000, 1), up(11_000, 2), up(30_000, 0)]).restarts.byUptime).toBe(2)
  })

  it('are none where the answer was there long before all else that was asked beside it', () => {
    const slow = observed({ at: 9_000, health: { ...answer, uptimeSeconds: 3, answeredAt: 1_500 } })
    expect(after([slow, up(10_000, 12)]).restarts.byUptime).toBe(0)
  })

  it('are none where several instances answer in turn', () => {
    expect(after([up(1_000, 5), up(2_000, 60), up(3_000, 7), up(4_000, 62)]).restarts.byUptime).toBe(0)
  })

  it('are told by the platform, each time it begins to say so', () => {
    const said = [true, true, false, true].map((restarting) => observed({ restarting }))
    expect(after(said).restarts.byPlatform).toBe(2)
  })
})
