import { describe, expect, it } from 'vitest'
import { defaultPolicy } from '../plan/policy.ts'
import type { Usage } from '../ports/platform.ts'
import { judgeUsage } from './usage.ts'
import { nothingWatched } from './watched.ts'

/** A sample each second; megabytes, and processors' worth. */
function usage(
  memory: readonly number[],
  processor = 0.1,
  limits: Partial<Usage> = { memoryBytes: 512e6, processors: 2 },
) {
  const samples = memory.map((value, at) => ({ at: at * 1000, memoryBytes: value * 1e6, processors: processor }))
  return { samples, ...limits }
}

function judged(seen: Usage, isPlannedEnd = true, objectives = defaultPolicy.objectives): string[] {
  const found = judgeUsage({ ...defaultPolicy, objectives }, { ...nothingWatched, usage: seen }, isPlannedEnd)
  return found.map(({ weight, code }) => `${weight} ${code}`)
}

const seconds = (count: number, at: (second: number) => number) =>
  Array.from({ length: count }, (_, second) => at(second))

describe('use of processor and memory', () => {
  it.each<[string, Usage, string[]]>([
    ['nothing', usage([]), []],
    ['one sample', usage([100]), []],
    ['all equal', usage(Array(30).fill(100)), []],
    ['no number', usage([Number.NaN, Number.POSITIVE_INFINITY, 100]), []],
    ['much, three times in a row', usage([100, 420, 430, 440]), ['bad memory-too-high']],
    ['much for a moment', usage([100, 420, 430, 100]), []],
    ['much in the only sample', usage([500]), ['inconclusive memory-too-high']],
    ['processors in use all the time', usage([100, 100, 100, 100], 1.9), ['bad processor-too-high']],
    ['no limit to compare with', usage([100, 101], 1, {}), ['notice no-usage-limit']],
  ])('of %s', (_what, seen, wanted) => expect(judged(seen)).toEqual(wanted))

  it('goes by a limit of the configuration too, the smaller one', () => {
    const objectives = { ...defaultPolicy.objectives, memoryBytes: 110e6 }
    expect(judged(usage([100, 100, 100]), true, objectives)).toEqual(['bad memory-too-high'])
    expect(judged(usage([100, 100, 100], 0.1, {}), true, objectives)).toEqual(['bad memory-too-high'])
  })
})

describe('memory that grows', () => {
  it('and would run full soon is a leak', () => {
    const leaking = usage(seconds(60, (second) => 90 + 2 * second + (second % 3)))
    expect(judged(leaking)).toEqual(['bad memory-leaks'])
    expect(judged(leaking, false)).toEqual([])
  })

  it('while the service warms up is none', () => {
    expect(judged(usage(seconds(60, (second) => 80 + 60 * (1 - Math.exp(-second / 8)))))).toEqual([])
    const slower = usage(seconds(60, (second) => 80 + 120 * (1 - Math.exp(-second / 30))))
    expect(judged(slower)).toEqual(['suspicious memory-leaks'])
  })

  it('so slowly that it would not come near the limit is none', () => {
    expect(judged(usage(seconds(60, (second) => 90 + 0.05 * second)))).toEqual([])
  })

  it('and is collected now and then is none', () => {
    expect(judged(usage(seconds(60, (second) => 90 + 3 * (second % 12))))).toEqual([])
  })

  it('in too few samples says nothing', () => {
    expect(judged(usage([90, 100, 110, 120, 130]))).toEqual([])
    expect(judged(usage([90, 100, 111, 120, 131, 140, 150]))).toEqual(['bad memory-leaks'])
  })
})
