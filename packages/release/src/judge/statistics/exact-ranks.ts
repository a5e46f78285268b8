import type { Tie } from './ranks.ts'

/**
 * The exact chance that the right side's ranks sum up to this much or more, where each way to deal the values out to the
 * two sides is as likely as any other. Ways are counted tie by tie, by how many values went right and what their ranks
 * (doubled, so that they are whole) sum up to. Meant for up to 50 values of both sides.
 */
export function chanceOfRankSum(ties: readonly Tie[], rankSum: number): number {
  const m = ties.reduce((sum, tie) => sum + tie.right, 0)
  const total = ties.reduce((sum, tie) => sum + tie.left + tie.right, 0)
  const width = total * (total + 1) + 1
  let ways = new Float64Array((m + 1) * width)
  ways[0] = 1
  let below = 0
  for (const { left, right } of ties) {
    const size = left + right
    const rank = 2 * below + size + 1
    const after = new Float64Array(ways.length)
    const most = Math.min(size, m)
    for (let chosen = 0; chosen <= m && chosen <= below; chosen++) {
      for (let sum = 0; sum < width; sum++) {
        const count = ways[chosen * width + sum] ?? 0
        if (count === 0) continue
        let choices = 1
        for (let more = 0; more <= most && chosen + more <= m; more++) {
          const index = (chosen + more) * width + sum + more * rank
          after[index] = (after[index] ?? 0) + count * choices
          choices *= (size - more) / (more + 1)
        }
      }
    }
    ways = after
    below += size
  }
  const counted = ways.subarray(m * width)
  const doubled = Math.round(2 * rankSum)
  let all = 0
  let high = 0
  for (const [sum, count] of counted.entries()) {
    all += count
    if (sum >= doubled) high += count
  }
  return high / all
}
