/** Milliseconds with three digits behind the point, as they are logged. */
export function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 1000) / 1000
}
