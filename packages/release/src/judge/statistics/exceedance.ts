import { logChoose } from './choose.ts'

/**
 * How often equal distributions would put this many of the right side's `of` values, or more, above a value of the left
 * side that `above` of the left's own `among` values exceed (Gumbel and von Schelling, Ann. Math. Stat. 21, 1950). Other
 * than with a limit set beforehand, it counts that the limit itself was drawn by chance. On the safe side with ties.
 */
export function chanceOfExceeding(
  left: { readonly above: number; readonly among: number },
  right: { readonly above: number; readonly of: number },
): number {
  const { above, among } = left
  const whole = logChoose(among + right.of, right.of)
  let below = 0
  let sum = 0
  const term = (count: number) =>
    Math.exp(
      logChoose(count + above, count) + logChoose(among - above - 1 + right.of - count, right.of - count) - whole,
    )
  // The shorter end is summed up, so that neither end loses its digits.
  if (right.above > right.of / 2 || right.above * among > right.of * above) {
    for (let count = right.above; count <= right.of; count++) sum += term(count)
    return Math.min(1, sum)
  }
  for (let count = 0; count < right.above; count++) below += term(count)
  return Math.max(0, 1 - below)
}
