import type { Comparison } from '../plan/policy.ts'
import type { Histogram } from '../ports/platform.ts'
import { countAbove, quantileOf, raisedTo, sizeOf, tiesOfHistograms } from './histogram.ts'
import type { Remark } from './remark.ts'
import { type Difference, settle } from './settle.ts'
import { chanceOfExceeding } from './statistics/exceedance.ts'
import { compareRanks } from './statistics/ranks.ts'

/** What is compared, how it is called, and how sure each of its tests must be. */
export interface LatencyQuestion {
  readonly before: Histogram
  readonly after: Histogram
  readonly what: string
  readonly level: number
}

/**
 * Whether times have grown, asked in three ways, since each is blind to what another sees: all of them by rank, the slow
 * end by how many lie above the old 95th percentile, and how far they jump above the middle. Faster is never worse.
 */
export function compareLatencies(question: LatencyQuestion, rules: Comparison): Remark[] {
  const differences = [shift(question, rules), tail(question, rules), spread(question, rules)]
  return settle(
    differences.filter((each) => each !== undefined),
    question.level,
    rules.suspicion,
  )
}

function shift({ before, after, what }: LatencyQuestion, rules: Comparison): Difference | undefined {
  const [old = 0, now = 0] = [quantileOf(before, 0.5), quantileOf(after, 0.5)]
  if (!grown(old, now, rules)) return undefined
  const { p, above } = compareRanks(tiesOfHistograms(before, after))
  if (above < rules.leastAbove) return undefined
  return { p, code: 'slower', sentence: `The middle time of ${what} went from ${ms(old)} to ${ms(now)}.` }
}

/** A tail can grow while nine in ten are as fast as ever, which ranks of all of them hardly notice. */
function tail({ before, after, what }: LatencyQuestion, rules: Comparison): Difference | undefined {
  const [old = 0, now = 0] = [quantileOf(before, 0.95), quantileOf(after, 0.95)]
  if (!grown(old, now, rules)) return undefined
  const p = chanceOfExceeding(
    { above: countAbove(before, old), among: sizeOf(before) },
    { above: countAbove(after, old), of: sizeOf(after) },
  )
  return { p, code: 'slow-tail', sentence: `The 95th percentile of ${what} went from ${ms(old)} to ${ms(now)}.` }
}

/** Equal middles can hide times that jump about; of those only what lies above the higher middle is compared. */
function spread({ before, after, what }: LatencyQuestion, rules: Comparison): Difference | undefined {
  const middle = Math.max(quantileOf(before, 0.5) ?? 0, quantileOf(after, 0.5) ?? 0)
  const [left, right] = [raisedTo(before, middle), raisedTo(after, middle)]
  const [old = 0, now = 0] = [left, right].map((side) => (quantileOf(side, 0.9) ?? middle) - middle)
  if (now < old * 2 * rules.leastGrowth || now - old < rules.leastGrowthMs) return undefined
  const { p } = compareRanks(tiesOfHistograms(left, right))
  const sentence = `One in ten of ${what} lay ${ms(old)} above the middle, now ${ms(now)}.`
  return { p, code: 'unsteady', sentence }
}

function grown(old: number, now: number, rules: Comparison): boolean {
  return now >= old * rules.leastGrowth && now - old >= rules.leastGrowthMs
}

function ms(value: number): string {
  return `${Number(value.toPrecision(3))} ms`
}
