/**
 * When the new release is compared with the previous one: after each quarter of the watched time, and, while that left
 * it open, after each quarter of what is added. Looking more often would find a difference by chance some time or other;
 * so each comparison may use up only its part of the chance of a false alarm, most of it at the planned end.
 */
const usedUp = [0, 0.03, 0.06, 0.09, 0.75, 0.78, 0.81, 0.84, 1] as const

const planned = 4
const last = 8

/** The number of the last checkpoint that was reached after so many milliseconds, 0 to 8; 4 is the planned end. */
export function checkpointAt(elapsedMs: number, bakeMs: number, prolongMs: number): number {
  if (elapsedMs < bakeMs) return Math.floor((planned * elapsedMs) / bakeMs)
  const more = elapsedMs - bakeMs
  return more >= prolongMs ? last : planned + Math.floor((planned * more) / prolongMs)
}

/** The part of the chance of a false alarm that a comparison at `now` may use up, when the one before was at `before`. */
export function allotment(before: number, now: number): number {
  return (usedUp[now] ?? 1) - (usedUp[before] ?? 0)
}
