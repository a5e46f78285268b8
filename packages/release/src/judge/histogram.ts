import type { Histogram } from '../ports/platform.ts'
import type { Tie } from './statistics/ranks.ts'

/** Sixteen steps to each doubling: a value is known to 2.2 %. */
const stepsPerDoubling = 16
const [least, most] = [0.1, 3_600_000]

/** Milliseconds as a histogram. What is no number, negative or infinite is no data and is left out. */
export function histogramOf(values: Iterable<number>): Histogram {
  const counts = new Map<number, number>()
  for (const value of values) {
    if (!Number.isFinite(value) || value < 0) continue
    const step = stepOf(value)
    counts.set(step, (counts.get(step) ?? 0) + 1)
  }
  return fromSteps(counts)
}

/** All together. */
export function mergeHistograms(...all: readonly Histogram[]): Histogram {
  const counts = new Map<number, number>()
  for (const { from, counts: each } of all)
    for (const [index, count] of each.entries()) counts.set(from + index, (counts.get(from + index) ?? 0) + count)
  return fromSteps(counts)
}

export const emptyHistogram: Histogram = { from: 0, counts: [] }

/** How many values it holds. */
export function sizeOf(histogram: Histogram): number {
  return histogram.counts.reduce((sum, count) => sum + count, 0)
}

/** The value, in milliseconds, that `share` of all do not exceed (nearest rank); undefined of none. */
export function quantileOf(histogram: Histogram, share: number): number | undefined {
  const rank = Math.max(1, Math.ceil(sizeOf(histogram) * share))
  let below = 0
  for (const [index, count] of histogram.counts.entries()) {
    below += count
    if (below >= rank) return millisecondsOf(histogram.from + index)
  }
  return undefined
}

/** How many values lie above a number of milliseconds. */
export function countAbove(histogram: Histogram, milliseconds: number): number {
  const first = stepOf(milliseconds) + 1 - histogram.from
  return histogram.counts.reduce((sum, count, index) => (index >= first ? sum + count : sum), 0)
}

/** The same with every value up to `milliseconds` set to it. */
export function raisedTo(histogram: Histogram, milliseconds: number): Histogram {
  const floor = stepOf(milliseconds)
  const counts = new Map<number, number>()
  for (const [index, count] of histogram.counts.entries()) {
    const step = Math.max(floor, histogram.from + index)
    counts.set(step, (counts.get(step) ?? 0) + count)
  }
  return fromSteps(counts)
}

/** Two histograms as ties, for comparing their ranks. */
export function tiesOfHistograms(left: Histogram, right: Histogram): Tie[] {
  const ends = [left, right].filter(({ counts }) => counts.length > 0)
  const from = Math.min(...ends.map((histogram) => histogram.from))
  const to = Math.max(...ends.map((histogram) => histogram.from + histogram.counts.length))
  const ties: Tie[] = []
  for (let step = from; step < to; step++) {
    const tie = { left: left.counts[step - left.from] ?? 0, right: right.counts[step - right.from] ?? 0 }
    if (tie.left + tie.right > 0) ties.push(tie)
  }
  return ties
}

function stepOf(milliseconds: number): number {
  return Math.round(stepsPerDoubling * Math.log2(Math.min(most, Math.max(least, milliseconds))))
}

function millisecondsOf(step: number): number {
  return 2 ** (step / stepsPerDoubling)
}

function fromSteps(counts: ReadonlyMap<number, number>): Histogram {
  if (counts.size === 0) return emptyHistogram
  const from = Math.min(...counts.keys())
  const length = Math.max(...counts.keys()) - from + 1
  return { from, counts: Array.from({ length }, (_, index) => counts.get(from + index) ?? 0) }
}
