import { median } from './middle.ts'
import { normalTail } from './normal.ts'

export interface Point {
  readonly at: number
  readonly value: number
}

export interface Trend {
  /**
   * One-sided: how often values without a trend would rise this steadily. Mann and Kendall's test with its correction
   * for ties and continuity (Econometrica 13, 1945; Rank Correlation Methods, 1975).
   */
  readonly p: number
  /** The median of all slopes between two points, per unit of `at` (Sen, J. Am. Stat. Assoc. 63, 1968). */
  readonly slope: number
}

/** Whether values rise through time, however unevenly. Quadratic in the number of points; meant for a few hundred. */
export function risingTrend(points: readonly Point[]): Trend {
  const slopes: number[] = []
  let score = 0
  for (const [index, earlier] of points.entries()) {
    for (const later of points.slice(index + 1)) {
      score += Math.sign(later.value - earlier.value)
      if (later.at !== earlier.at) slopes.push((later.value - earlier.value) / (later.at - earlier.at))
    }
  }
  const groups = [...Map.groupBy(points, (point) => point.value).values()]
  const variance = (pairTerm(points.length) - groups.reduce((sum, { length }) => sum + pairTerm(length), 0)) / 18
  const p = variance <= 0 ? 1 : normalTail((score - Math.sign(score)) / Math.sqrt(variance))
  return { p, slope: median(slopes) }
}

function pairTerm(count: number): number {
  return count * (count - 1) * (2 * count + 5)
}
