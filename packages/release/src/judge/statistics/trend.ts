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

/**
 * One-sided: how often values that only wander, each step up as likely as down, would come this far up. The trend above
 * takes values for independent of each other; memory is not, it stays where it has wandered to.
 */
export function chanceOfWandering(points: readonly Point[]): number {
  const steps = points.slice(1).map(({ value }, index) => value - (points[index]?.value ?? 0))
  const all = steps.reduce((sum, step) => sum + step, 0)
  const mean = all / steps.length
  const variance = steps.reduce((sum, step) => sum + (step - mean) ** 2, 0) / (steps.length - 1)
  if (steps.length < 2 || Number.isNaN(variance)) return 1
  if (variance === 0) return all > 0 ? 0 : 1
  return normalTail(all / Math.sqrt(variance * steps.length))
}
