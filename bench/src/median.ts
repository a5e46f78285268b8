/** The middle one, or the mean of the two in the middle; not a number where there is none. Pure. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right)
  const above = sorted[sorted.length >> 1] ?? Number.NaN
  return sorted.length % 2 === 1 ? above : ((sorted[(sorted.length >> 1) - 1] ?? Number.NaN) + above) / 2
}
