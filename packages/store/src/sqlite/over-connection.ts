import { closed as alreadyClosed } from '../refusal.ts'
import type { Store } from '../store.ts'
import { attemptUntilSettled, conflict, type Retry } from '../transaction/attempts.ts'
import { checkedReads } from '../transaction/guard.ts'
import { attempt } from './attempt.ts'
import type { Connection } from './connection.ts'
import { contended, isBusy } from './failure.ts'

/** A store whose documents lie behind a connection that is done with each statement when the call returns. */
export function storeOverConnection(connected: Connection, place: string, retry: Retry, clock: () => number): Store {
  let closed = false

  /** Tries again while other writers are faster or hold the file. */
  async function settled<Result>(once: () => Promise<Result | typeof conflict>): Promise<Result> {
    const result = await attemptUntilSettled(async () => {
      if (closed) throw alreadyClosed(place)
      return once()
    }, retry)
    if (result === conflict) throw contended(place, retry.attempts)
    return result
  }

  const reading = <Result>(read: () => Result): Promise<Result> =>
    settled(async () => {
      try {
        return read()
      } catch (error) {
        if (isBusy(error)) return conflict
        throw error
      }
    })

  return {
    ...checkedReads({
      get: async (collection, id) => (await reading(() => connected.row(collection, id)))?.data,
      list: async (collection, query) => (await reading(() => connected.list(collection, query))).documents,
    }),
    transaction: (work) => settled(() => attempt(connected, work)),
    async now() {
      return Math.trunc(clock())
    },
    async close() {
      if (closed) return
      closed = true
      connected.close()
    },
  }
}
