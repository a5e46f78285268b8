import type { Entry } from '@kickai/release'

/** When a deployment was first proven by its own answer, and when all the checks asked for had passed. */
export type Proof = { provenAt: number; checkedAt: number }

/**
 * Finds in a release's journal when the release tool first had an answer that said `deployment`, with status 200, and when
 * so many in a row; undefined where it never came to that. Milliseconds since 1970. Pure.
 */
export function proofOf(entries: readonly Entry[], deployment: string, passes: number): Proof | undefined {
  let provenAt: number | undefined
  let good = 0
  for (const entry of entries) {
    if (entry.kind !== 'observation' || entry.event.kind !== 'checked') continue
    const { at, health } = entry.event
    const proves = health?.status === 200 && health?.deployment === deployment
    good = proves ? good + 1 : 0
    if (proves) provenAt ??= at
    if (provenAt !== undefined && good === passes) return { provenAt, checkedAt: at }
  }
  return undefined
}
