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

/** `points` in the order of their times, some in each third of it; `ahead` in the unit of `at`. */
export function outlookOf(points: readonly Point[], ahead: number): Outlook {
  const [first, last] = [points[0], points.at(-1)]
  const third = ((last?.at ?? 0) - (first?.at ?? 0)) / 3
  const middles = [0, 1, 2].map((index) => middleOf(points, (first?.at ?? 0) + index * third, third, index === 2))
  const [early, mid, late] = middles
  if (early === undefined || mid === undefined || late === undefined || third <= 0)
    return { steady: Number.NaN, slowing: Number.NaN }
  const { slope } = risingTrend(points.slice(Math.floor(points.length / 2)))
  const left = ahead + (last?.at ?? 0) - late.at
  const steady = late.value + Math.max(0, slope) * left
  const growth = (late.value - mid.value) / (late.at - mid.at)
  if (growth <= 0) return { steady, slowing: late.value }
  const growthBefore = (mid.value - early.value) / (mid.at - early.at)
  const factor = growthBefore <= growth ? 1 : growth / growthBefore
  const thirds = left / third
  const grown = factor === 1 ? thirds : (factor * (1 - factor ** thirds)) / (1 - factor)
  return { steady, slowing: late.value + growth * third * grown }
}

/** Time and value in the middle of a stretch of time; undefined where it has no points. */
function middleOf(points: readonly Point[], from: number, length: number, isLast: boolean): Point | undefined {
  const within = points.filter(({ at }) => at >= from && (isLast || at < from + length))
  if (within.length === 0) return undefined
  return { at: median(within.map(({ at }) => at)), value: median(within.map(({ value }) => value)) }
}
