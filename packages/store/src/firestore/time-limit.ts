import { StoreError } from '../error.ts'

/**
 * Waits for an answer no longer than `limitMs`. The client itself would go on for many minutes; what it still does then
 * is nobody's concern, but for a commit, which has to be asked for.
 *
 * Throws `code` when the time is over.
 */
export async function within<Answer>(
  limitMs: number,
  place: string,
  code: 'store-timeout' | 'store-unreachable',
  answer: Promise<Answer>,
): Promise<Answer> {
  const { promise: over, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(late(limitMs, place, code)), limitMs)
  try {
    return await Promise.race([answer, over])
  } finally {
    clearTimeout(timer)
  }
}

function late(limitMs: number, place: string, code: 'store-timeout' | 'store-unreachable'): StoreError {
  return new StoreError(
    code,
    `The store ${place} did not answer within ${limitMs / 1000} s.`,
    'See that this machine has a way to it, then try again.',
  )
}
