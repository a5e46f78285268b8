import { setTimeout as sleep } from 'node:timers/promises'
import { StoreError } from '../error.ts'

/** What is waited for from Firestore, and for how long. */
export interface Answers {
  /**
   * Waits for an answer no longer than `limitMs`; throws `code` then. The client itself goes on for longer. What it
   * still does is nobody's concern, but for a commit, which has to be asked for.
   */
  within<Answer>(limitMs: number, code: LateCode, answer: Promise<Answer>): Promise<Answer>
  /** Waits until nothing is under way, but no longer than `limitMs`; tells whether that is so. */
  settled(limitMs: number): Promise<boolean>
}

type LateCode = 'store-timeout' | 'store-unreachable'

export function answersOf(place: string): Answers {
  const underWay = new Set<Promise<unknown>>()
  return {
    async within(limitMs, code, answer) {
      underWay.add(answer)
      const gone = () => underWay.delete(answer)
      answer.then(gone, gone)
      const { promise: over, reject } = Promise.withResolvers<never>()
      const timer = setTimeout(() => reject(late(limitMs, place, code)), limitMs)
      try {
        return await Promise.race([answer, over])
      } finally {
        clearTimeout(timer)
      }
    },
    async settled(limitMs) {
      const waited = new AbortController()
      await Promise.race([
        Promise.allSettled(underWay),
        sleep(limitMs, undefined, { signal: waited.signal }).catch(() => undefined),
      ])
      waited.abort()
      return underWay.size === 0
    },
  }
}

function late(limitMs: number, place: string, code: LateCode): StoreError {
  return new StoreError(
    code,
    `The store ${place} did not answer within ${limitMs / 1000} s.`,
    'See that this machine has a way to it, then try again.',
  )
}
