import { chanceOfRankSum } from './exact-ranks.ts'
import { normalTail } from './normal.ts'

/** Equal values among those of two sides: how many on each. In the order of the values, smallest first. */
export interface Tie {
  readonly left: number
  readonly right: number
}

export interface RankComparison {
  /** One-sided: how often equal distributions would give values of the right side this much above those of the left. */
  readonly p: number
  /**
   * The chance that a value of the right side is above one of the left, equal ones by half: 0.5 is no difference, 1 is
   * all above (Vargha and Delaney's A, J. Educ. Behav. Stat. 25, 2000).
   */
  readonly above: number
}

/** Up to this many values of both sides the test is exact; beyond, the normal approximation is close or on the safe side. */
const mostForExact = 50

/**
 * Mann and Whitney's U test, one-sided (Ann. Math. Stat. 18, 1947). Ties share their ranks. Exact, given the ties, where
 * the values are few; else the normal approximation with the variance corrected for ties and for continuity. `p` is 1
 * where all values are equal, for nothing can be above then.
 */
export function compareRanks(ties: readonly Tie[]): RankComparison {
  const n = ties.reduce((sum, tie) => sum + tie.left, 0)
  const m = ties.reduce((sum, tie) => sum + tie.right, 0)
  if (n === 0 || m === 0) return { p: 1, above: 0.5 }
  const { rankSum, tieTerm } = ranked(ties)
  const u = rankSum - (m * (m + 1)) / 2
  const above = u / (n * m)
  const total = n + m
  const variance = ((n * m) / 12) * (total + 1 - tieTerm / (total * (total - 1)))
  if (variance <= 1e-9) return { p: 1, above }
  if (total <= mostForExact) return { p: chanceOfRankSum(ties, rankSum), above }
  return { p: normalTail((u - (n * m) / 2 - 0.5) / Math.sqrt(variance)), above }
}

/** The sum of the right side's ranks among all, and the sum of t³ − t over ties. */
function ranked(ties: readonly Tie[]): { rankSum: number; tieTerm: number } {
  let below = 0
  let rankSum = 0
  let tieTerm = 0
  for (const { left, right } of ties) {
    const size = left + right
    rankSum += right * (below + (size + 1) / 2)
    tieTerm += size ** 3 - size
    below += size
  }
  return { rankSum, tieTerm }
}

/** The ties of two lists of numbers, none of them NaN. */
export function tiesOf(left: readonly number[], right: readonly number[]): Tie[] {
  const counted = new Map<number, { left: number; right: number }>()
  const at = (value: number) => {
    const tie = counted.get(value) ?? { left: 0, right: 0 }
    counted.set(value, tie)
    return tie
  }
  for (const value of left) at(value).left += 1
  for (const value of right) at(value).right += 1
  return [...counted].sort(([one], [other]) => one - other).map(([, tie]) => tie)
}
