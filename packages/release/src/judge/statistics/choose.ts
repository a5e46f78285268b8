/** Lanczos' coefficients for g = 7 (SIAM J. Numer. Anal. 1, 1964, as refined by Godfrey, 2001). */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const

/** Natural logarithm of n!, for whole n from 0. */
function logFactorial(n: number): number {
  const base = n + 7.5
  let sum: number = lanczos[0]
  for (let index = 1; index < lanczos.length; index++) sum += (lanczos[index] ?? 0) / (n + index)
  return 0.5 * Math.log(2 * Math.PI) + (n + 0.5) * Math.log(base) - base + Math.log(sum)
}

/** Natural logarithm of "n choose k"; minus infinity where there is no way to choose. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return Number.NEGATIVE_INFINITY
  if (k === 0 || k === n) return 0
  return logFactorial(n) - logFactorial(k) - logFactorial(n - k)
}
