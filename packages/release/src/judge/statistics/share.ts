import { logChoose } from './choose.ts'

/** So many of so many. */
export interface Share {
  readonly hits: number
  readonly of: number
}

/**
 * Fisher's exact test, one-sided (The Design of Experiments, 1935): how often equal shares would give the right side this
 * many hits or more, given all hits of both. Right for any counts, however sparse; 1 where there are no hits at all.
 */
export function chanceOfHigherShare(left: Share, right: Share): number {
  const hits = left.hits + right.hits
  const whole = logChoose(left.of + right.of, hits)
  return sumFrom(right.hits, Math.min(hits, right.of), (count) =>
    Math.exp(logChoose(right.of, count) + logChoose(left.of, hits - count) - whole),
  )
}

/** The exact binomial test, one-sided: how often a share that is `allowed` would show this many hits or more. */
export function chanceOfHits({ hits, of }: Share, allowed: number): number {
  if (hits <= 0) return 1
  if (allowed <= 0) return 0
  if (allowed >= 1) return 1
  const [log, logNot] = [Math.log(allowed), Math.log1p(-allowed)]
  return sumFrom(hits, of, (count) => Math.exp(logChoose(of, count) + count * log + (of - count) * logNot))
}

/** Sums the terms of a distribution with one peak; what is left is not added once it can't be seen any more. */
function sumFrom(first: number, last: number, term: (count: number) => number): number {
  let sum = 0
  let before = 0
  for (let count = first; count <= last; count++) {
    const chance = term(count)
    sum += chance
    if (chance < before && chance < sum * 1e-17) break
    before = chance
  }
  return Math.min(1, sum)
}
