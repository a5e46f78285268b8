import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicy, type Policy } from '../plan/policy.ts'
import { allotment, checkpointAt } from './checkpoints.ts'
import { histogramOf } from './histogram.ts'
import { judge, type Sight } from './judge.ts'
import { noProbes, nothingWatched, type Watched, watchedAfter } from './watched.ts'

const policy: Policy = { ...defaultPolicy, bakeMs: 40_000, prolongMs: 20_000 }
const good: Watched = { ...nothingWatched, traffic: { requests: 100, errors: 0 }, read: ['traffic', 'usage'] }
const perhaps: Watched = { ...good, traffic: { requests: 1000, errors: 16 } }

function outcome(watched: Watched, elapsedMs: number, change: Partial<Sight> = {}, by = policy): string {
  const judged = judge(by, { watched, elapsedMs, hasFigures: true, ...change })
  return 'reason' in judged ? `bad: ${judged.reason.code}` : judged.outcome
}

describe('a judgement', () => {
  it('waits for the planned end, and for figures then', () => {
    expect(outcome(good, 39_999)).toBe('open')
    expect(outcome(good, 40_000, { hasFigures: false })).toBe('open')
    expect(outcome(good, 40_000)).toBe('good')
  })

  it('that is inconclusive prolongs baking up to its bound, where the policy settles it', () => {
    expect(outcome(perhaps, 40_000)).toBe('open')
    expect(outcome(perhaps, 59_999)).toBe('open')
    expect(outcome(perhaps, 60_000)).toBe('bad: inconclusive')
    expect(outcome(perhaps, 60_000, {}, { ...policy, inconclusive: 'pass' })).toBe('good')
    const { remarks } = judge(
      { ...policy, inconclusive: 'pass' },
      { watched: perhaps, elapsedMs: 60_000, hasFigures: true },
    )
    expect(remarks.map(({ code }) => code)).toEqual(['too-many-errors'])
  })

  it('does not take figures that could not be read for success', () => {
    const unread: Watched = { ...good, unread: ['traffic'] }
    expect(outcome(unread, 40_000)).toBe('open')
    expect(outcome(unread, 60_000)).toBe('bad: inconclusive')
    const lost: Watched = { ...good, unread: ['usage'] }
    expect(outcome(lost, 60_000)).toBe('bad: inconclusive')
    // What the platform never said was not lost.
    expect(outcome({ ...lost, read: ['traffic'] }, 40_000)).toBe('good')
  })

  it('is bad at once where a limit is surely broken', () => {
    expect(outcome({ ...good, traffic: { requests: 100, errors: 50 } }, 5_000)).toBe('bad: too-many-errors')
    expect(outcome({ ...good, restarts: { byUptime: 0, byPlatform: 1, restarting: true } }, 1_000)).toBe(
      'bad: restarted',
    )
  })

  it('compares at checkpoints alone, and keeps what that left', () => {
    const before = {
      probes: noProbes,
      traffic: { requests: 1000, errors: 0, latencies: histogramOf(Array(1000).fill(20)) },
    }
    const slow = { requests: 1000, errors: 0, latencies: histogramOf(Array(1000).fill(200)) }
    expect(outcome({ ...good, traffic: slow }, 5_000, { before })).toBe('open')
    expect(outcome({ ...good, traffic: slow }, 10_000, { before })).toBe('bad: slower')
    const between: Watched = { ...good, traffic: slow, checkpoint: 1 }
    expect(outcome(between, 15_000, { before })).toBe('open')
    const few = judge(policy, { before, watched: good, elapsedMs: 10_000, hasFigures: true })
    expect(few.watched.checkpoint).toBe(1)
    expect(outcome({ ...good, traffic: slow }, 40_000)).toBe('good')
  })

  it('uses up the chance of a false alarm once, however the looks fall', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000)), fc.nat(60_000), fc.nat(60_000), (looks, bakeMs, prolongMs) => {
        let used = 0
        let last = 0
        for (const elapsed of looks.toSorted((left, right) => left - right)) {
          const now = checkpointAt(elapsed, bakeMs, prolongMs)
          expect(now).toBeGreaterThanOrEqual(last)
          used += allotment(last, now)
          last = now
        }
        expect(used).toBeLessThanOrEqual(1 + 1e-12)
        expect(checkpointAt(bakeMs + prolongMs, bakeMs, prolongMs)).toBe(8)
      }),
    )
  })
})

const count = fc.oneof(fc.nat(2_000), fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1))
const histogram = fc.array(fc.double({ min: 0, max: 60_000 }), { maxLength: 60 }).map(histogramOf)
const traffic = fc.record(
  { requests: count, errors: count, latencies: histogram },
  { requiredKeys: ['requests', 'errors'] },
)
const samples = fc.array(fc.record({ at: fc.nat(60_000), memoryBytes: fc.double(), processors: fc.double() }), {
  maxLength: 30,
})
const probes = fc.record({ asked: fc.nat(60), failed: fc.nat(60), latencies: histogram })

describe('whatever was seen', () => {
  it('it comes to an end at the bound, the same each time, with a reason where it is bad', () => {
    fc.assert(
      fc.property(traffic, traffic, samples, probes, fc.nat(80_000), (old, now, used, asked, elapsedMs) => {
        const usage = { samples: used.toSorted((left, right) => left.at - right.at), memoryBytes: 512e6, processors: 1 }
        const health = { status: 200, latencyMs: 1 }
        const observed = { at: elapsedMs, kind: 'observed', part: 0, health, smoke: [], traffic: now, usage } as const
        const look = {
          before: { probes: asked, traffic: old },
          watched: watchedAfter({ ...nothingWatched, probes: asked }, observed, 0, true),
          elapsedMs,
          hasFigures: true,
        }
        const judged = judge(policy, look)
        expect(judge(policy, look)).toEqual(judged)
        if (elapsedMs >= policy.bakeMs + policy.prolongMs) expect(judged.outcome).not.toBe('open')
        if (elapsedMs < policy.bakeMs) expect(judged.outcome).not.toBe('good')
        if ('reason' in judged) expect(judged.reason.sentence).not.toMatch(/NaN|Infinity|undefined/)
      }),
      { numRuns: 500 },
    )
  })
})
