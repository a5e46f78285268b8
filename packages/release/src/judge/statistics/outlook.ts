import { median } from './middle.ts'
import { type Point, risingTrend } from './trend.ts'

/** What values that rise will have come to, some time after the last one. */
export interface Outlook {
  /** Where they go on as steadily as in the later half. */
  readonly steady: number
  /**
   * Where they slow down as they have done so far: the growth from one third of the time to the next shrinks by the same
   * factor again and again (a damped trend: Gardner and McKenzie, Management Science 31, 1985). What warms up comes to
   * rest; what leaks does not slow down.
   */
  readonly slowing: number
}

/** `points` in the order of their times, three at least; `ahead` in the unit of `at`. */
export function outlookOf(points: readonly Point[], ahead: number): Outlook {
  const [first, last] = [points[0], points.at(-1)]
  if (first === undefined || last === undefined || last.at <= first.at)
    return { steady: Number.NaN, slowing: Number.NaN }
  const third = (last.at - first.at) / 3
  const middles = [0, 1, 2].map((index) => {
    const from = first.at + index * third
    const inThird = points.filter(({ at }) => at >= from && (at < from + third || index === 2))
    return median(inThird.map(({ value }) => value))
  })
  const [early = 0, mid = 0, late = 0] = middles
  const [growth, growthBefore] = [late - mid, mid - early]
  const { slope } = risingTrend(points.slice(Math.floor(points.length / 2)))
  const steady = late + Math.max(0, slope) * (ahead + third / 2)
  if (growth <= 0) return { steady, slowing: late }
  const factor = growthBefore <= growth ? 1 : growth / growthBefore
  const steps = ahead / third + 0.5
  const grown = factor === 1 ? steps : (factor * (1 - factor ** steps)) / (1 - factor)
  return { steady, slowing: late + growth * grown }
}
