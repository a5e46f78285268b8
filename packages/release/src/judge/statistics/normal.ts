/**
 * P(Z > z) for a standard normal Z, relatively right to 1e-12 up to z = 30, so that small chances far out in the tail
 * can be compared with small levels. By the complementary error function: its power series near the middle, its
 * continued fraction beyond (Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.5 and 7.1.14).
 */
export function normalTail(z: number): number {
  if (Number.isNaN(z)) return Number.NaN
  return z < 0 ? 1 - normalTail(-z) : 0.5 * complementaryError(z / Math.SQRT2)
}

function complementaryError(x: number): number {
  return x < 2 ? 1 - errorSeries(x) : errorFraction(x)
}

function errorSeries(x: number): number {
  let term = x
  let sum = x
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (-x * x) / n
    sum += term / (2 * n + 1)
  }
  return (2 / Math.sqrt(Math.PI)) * sum
}

function errorFraction(x: number): number {
  let fraction = 0
  for (let n = 80; n >= 1; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / Math.sqrt(Math.PI) / (x + fraction)
}
