import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../plan/policy.ts'
import { histogramOf } from './histogram.ts'
import { judgeLimits } from './limits.ts'
import { noProbes, nothingWatched } from './watched.ts'

const slow = (count: number) => histogramOf(Array<number>(count).fill(2_500))

describe('absolute limits', () => {
  it.each([
    ['no requests', { requests: 0, errors: 0 }, undefined],
    ['as many as are allowed', { requests: 1000, errors: 10 }, undefined],
    ['a little more than is allowed, which chance brings about', { requests: 1000, errors: 11 }, 'notice'],
    ['one of twenty', { requests: 20, errors: 1 }, 'suspicious'],
    ['perhaps too many', { requests: 1000, errors: 16 }, 'inconclusive'],
    ['surely too many', { requests: 1000, errors: 25 }, 'bad'],
    ['few, of which all fail', { requests: 5, errors: 5 }, 'bad'],
    ['one that fails, which says little', { requests: 1, errors: 1 }, 'suspicious'],
  ])('on errors of users: %s', (_what, traffic, weight) => {
    const found = judgeLimits(defaultPolicy, { ...nothingWatched, traffic })
    expect(found.map((remark) => remark.weight)).toEqual(weight === undefined ? [] : [weight])
    if (weight !== undefined) expect(found[0]?.code).toBe('too-many-errors')
  })

  it('on times of users: more than 5 in 100 over the limit', () => {
    const judged = (count: number) =>
      judgeLimits(defaultPolicy, {
        ...nothingWatched,
        traffic: {
          requests: 100,
          errors: 0,
          latencies: histogramOf([...Array(100 - count).fill(30), ...Array(count).fill(3_000)]),
        },
      }).map(({ weight, code }) => `${weight} ${code}`)
    expect(judged(5)).toEqual([])
    expect(judged(7)).toEqual(['notice too-slow'])
    expect(judged(20)).toEqual(['bad too-slow'])
  })

  it.each([
    [{ asked: 60, failed: 0, latencies: histogramOf([]) }, []],
    [{ asked: 60, failed: 1, latencies: histogramOf([]) }, ['suspicious unavailable']],
    [{ asked: 60, failed: 3, latencies: histogramOf([]) }, ['inconclusive unavailable']],
    [{ asked: 60, failed: 4, latencies: histogramOf([]) }, ['bad unavailable']],
    [{ asked: 10, failed: 0, latencies: slow(10) }, ['bad probes-too-slow']],
    [noProbes, []],
  ])('on our own probes, by themselves: %j', (probes, wanted) => {
    const traffic = { requests: 10_000, errors: 0, latencies: histogramOf([10]) }
    const found = judgeLimits(defaultPolicy, { ...nothingWatched, probes, traffic })
    expect(found.map(({ weight, code }) => `${weight} ${code}`)).toEqual(wanted)
  })

  it('says what it saw and what is allowed', () => {
    const found = judgeLimits(defaultPolicy, { ...nothingWatched, traffic: { requests: 1000, errors: 25 } })
    expect(found[0]?.sentence).toBe('25 of 1000 requests failed (2.5 %); 1 % is allowed.')
  })
})
