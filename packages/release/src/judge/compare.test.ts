import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../plan/policy.ts'
import { normal, seededRandom } from '../simulation/random.ts'
import { allotment } from './checkpoints.ts'
import { compare } from './compare.ts'
import { histogramOf } from './histogram.ts'
import { noProbes, nothingWatched } from './watched.ts'

/** The comparison at the planned end, after those at each quarter. */
const atEnd = allotment(3, 4)
const everyCount = { ...defaultPolicy, comparison: { ...defaultPolicy.comparison, leastRequests: 1, leastProbes: 1 } }

interface Side {
  readonly times?: readonly number[]
  readonly requests?: number
  readonly errors?: number
}

function weights(before: Side, after: Side, policy = everyCount): string[] {
  const trafficOf = ({ times = [], requests = times.length, errors = 0 }: Side) => ({
    requests,
    errors,
    latencies: histogramOf(times),
  })
  const watched = { ...nothingWatched, traffic: trafficOf(after) }
  return compare(policy, { probes: noProbes, traffic: trafficOf(before) }, watched, atEnd).map(
    ({ weight, code }) => `${weight} ${code}`,
  )
}

const times = (count: number, value: number) => Array<number>(count).fill(value)
const random = seededRandom(5)
const around = (deviation: number) => Array.from({ length: 60 }, () => 100 + deviation * normal(random))

describe('the new release beside the previous one', () => {
  it('fails where seven of ten take 100 and before it all ten took 1', () => {
    expect(weights({ times: times(10, 1) }, { times: [...times(7, 100), ...times(3, 1)] })).toContain('bad slower')
  })

  it('does not pass silently with errors 0,1,2,1,0,0 against six times none', () => {
    for (const each of [1, 10, 100, 1000]) {
      const found = weights({ requests: 6 * each }, { requests: 6 * each, errors: Math.min(4, 6 * each) })
      expect(found.join()).toMatch(/more-errors/)
      expect(found.join()).toMatch(each < 1000 ? /suspicious|bad/ : /notice/)
    }
  })

  it('sees a spread many times larger though the middle is the same', () => {
    expect(weights({ times: around(1) }, { times: around(20) })).toContain('bad unsteady')
    expect(weights({ times: around(20) }, { times: around(1) })).toEqual([])
  })

  it('sees a slow end though nine in ten are as fast as ever', () => {
    const before = Array.from({ length: 500 }, (_, index) => 20 + (index % 10))
    expect(weights({ times: before }, { times: before.map((time, index) => (index % 12 === 0 ? 300 : time)) })).toEqual(
      ['bad slow-tail'],
    )
  })

  it('takes a difference that is sure but harms nobody for none', () => {
    expect(weights({ times: times(1000, 100) }, { times: times(1000, 120) })).toEqual([])
    expect(weights({ times: times(1000, 1) }, { times: times(1000, 5) })).toEqual([])
    expect(weights({ requests: 100_000 }, { requests: 100_000, errors: 50 })).toEqual(['notice more-errors'])
  })

  it('says what was too little, and compares our own probes then', () => {
    const before = { probes: { asked: 20, failed: 0, latencies: histogramOf(times(20, 10)) } }
    const few = compare(defaultPolicy, before, nothingWatched, atEnd)
    expect(few).toEqual([
      {
        weight: 'notice',
        code: 'too-little',
        sentence: 'Too little to compare: 0 of 50 requests, 0 of 10 probes.',
      },
    ])
    const slow = { asked: 20, failed: 0, latencies: histogramOf(times(20, 400)) }
    const traffic = { requests: 12, errors: 0 }
    const probed = compare(defaultPolicy, { ...before, traffic }, { ...nothingWatched, traffic, probes: slow }, atEnd)
    expect(probed.map(({ code }) => code)).toEqual(['too-little', 'slower', 'slow-tail'])
    expect(probed[0]?.sentence).toContain('12 of 50 requests')
  })

  it.each<[string, Side, Side]>([
    ['no data', {}, {}],
    ['one sample', { times: [5] }, { times: [500] }],
    ['all equal', { times: times(100, 7) }, { times: times(100, 7) }],
    ['numbers that are none', { times: times(60, Number.NaN) }, { times: times(60, Number.POSITIVE_INFINITY) }],
    ['counts that are none', { requests: Number.NaN }, { requests: 100, errors: Number.NaN }],
    ['one side alone', { times: times(100, 5) }, {}],
  ])('is not called worse on %s', (_what, before, after) => {
    expect(weights(before, after).filter((each) => /^(bad|suspicious)/.test(each))).toEqual([])
  })

  const some = fc.array(fc.double({ min: 0, max: 10_000, noNaN: true }), { maxLength: 200 })

  it('is never worse for being faster, or for nothing at all', () => {
    fc.assert(
      fc.property(some, fc.double({ min: 0, max: 1, noNaN: true }), (before, factor) => {
        expect(weights({ times: before }, { times: before.map((time) => time * factor) }).filter(isAlarm)).toEqual([])
      }),
    )
  })

  it('is worse the surer, the more of the same there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 10, max: 60 }), fc.integer({ min: 2, max: 5 }), (count, more) => {
        const [before, after] = [times(count, 20), [...times(count - 5, 20), ...times(5, 400)]]
        const rank = (found: string[]) =>
          found.some((each) => each.startsWith('bad')) ? 2 : found.some(isAlarm) ? 1 : 0
        const again = (values: number[]) => Array.from({ length: more }, () => values).flat()
        const once = rank(weights({ times: before }, { times: after }))
        expect(rank(weights({ times: again(before) }, { times: again(after) }))).toBeGreaterThanOrEqual(once)
      }),
    )
  })
})

function isAlarm(found: string): boolean {
  return !found.startsWith('notice')
}
