import { setTimeout } from 'node:timers/promises'
import { isClosed } from './failure.ts'

const mostWaitMs = 100

/**
 * Runs a transaction of the client's, `attempts` times at most. The client tries again by itself where others were faster,
 * but not where the server has closed the transaction meanwhile; nothing of it was applied then.
 */
export async function untilOpen<Result>(attempts: number, transaction: () => Promise<Result>): Promise<Result> {
  for (let left = attempts; ; left -= 1) {
    try {
      return await transaction()
    } catch (error) {
      if (left <= 1 || !isClosed(error)) throw error
    }
    await setTimeout(Math.random() * mostWaitMs)
  }
}
