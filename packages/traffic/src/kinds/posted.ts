import { setTimeout as delay } from 'node:timers/promises'
import { AFTER_FAILURE_MS, connect, type Lane } from '../lane.ts'

/** POST after POST, each with an id of its own. None is sent twice, whatever becomes of it. */
export async function postAgainAndAgain(lane: Lane): Promise<void> {
  const { books, pace, ending } = lane
  const connection = connect(lane, true)
  const headers = { 'content-type': 'application/json' }
  while (!ending.aborted) {
    await pace.next()
    if (ending.aborted) break
    const id = lane.nextId()
    const body = JSON.stringify({ id })
    const reply = await connection.ask({ kind: 'posted', method: 'POST', path: '/orders', headers, body })
    if (reply.isWhole && !reply.isFallback && reply.status === 201) {
      lane.acknowledged.add(id)
      books.good('posted', reply.deployment, reply.at)
    } else {
      books.failed(reply)
      await delay(AFTER_FAILURE_MS)
    }
  }
  await connection.close()
}
