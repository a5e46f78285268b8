import { setTimeout as delay } from 'node:timers/promises'
import type { Reply } from '../connection.ts'
import { AFTER_FAILURE_MS, connect, type Lane } from '../lane.ts'

/** GET after GET: `kept-alive`, `fresh` and `slow`. */
export async function requestAgainAndAgain(lane: Lane): Promise<void> {
  const { kind, books, pace, ending } = lane
  const connection = connect(lane, kind !== 'fresh')
  const path = kind === 'slow' ? `/slow?ms=${lane.slowMs}` : lane.path
  while (!ending.aborted) {
    await pace.next()
    if (ending.aborted) break
    const reply = await connection.ask({ kind, method: 'GET', path })
    if (isServed(reply) && (kind !== 'slow' || reply.status === 200)) {
      books.good(kind, reply.deployment, reply.at)
    } else {
      books.failed(reply)
      await delay(AFTER_FAILURE_MS)
    }
  }
  await connection.close()
}

/** Whole, from the service itself, and no failure of its own. What the service refuses (4xx) it has answered. */
function isServed(reply: Reply): boolean {
  return reply.isWhole && !reply.isFallback && reply.status < 500
}
