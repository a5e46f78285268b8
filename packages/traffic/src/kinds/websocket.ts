import { setTimeout as delay } from 'node:timers/promises'
import { now } from '../answer.ts'
import { AFTER_FAILURE_MS, type Lane } from '../lane.ts'
import { Talk } from './talk.ts'

/** Close codes by which a service says that it goes away and that one may come again. */
const GOING_AWAY = [1001, 1012]

/**
 * Message after message over a WebSocket, each acknowledged before the next. When the service goes away, a message that
 * was not acknowledged is sent again over the next connection: what a service had not acknowledged when it said goodbye
 * it has not taken. A connection that ends in any other way is a loss.
 */
export async function talkAgainAndAgain(lane: Lane): Promise<void> {
  const { books, ending } = lane
  let pending: string | undefined
  while (!ending.aborted || pending !== undefined) {
    const talk = new Talk(lane.url, lane.patienceMs)
    const isOpen = await talk.opened
    if (isOpen) {
      pending = await talkOn(lane, talk, pending)
      if (pending === undefined && ending.aborted) {
        await talk.close()
        return
      }
    }
    const code = await talk.closed
    books.reconnects += 1
    if (isOpen && GOING_AWAY.includes(code)) continue
    const error = isOpen ? `closed-${code}` : (talk.answer.error ?? `closed-${code}`)
    books.failed({ ...talk.answer, error, at: now() })
    pending = undefined
    await delay(AFTER_FAILURE_MS)
  }
}

/** Talks until the connection ends or the traffic does; gives the message that was not acknowledged. */
async function talkOn(lane: Lane, talk: Talk, unacknowledged: string | undefined): Promise<string | undefined> {
  let pending = unacknowledged
  let isClosed = false
  void talk.closed.then(() => {
    isClosed = true
  })
  for (;;) {
    if (pending === undefined) {
      await lane.pace.next()
      if (lane.ending.aborted || isClosed) return undefined
      pending = lane.nextId()
    }
    if (!(await talk.say(pending))) return pending
    lane.acknowledged.add(pending)
    pending = undefined
    lane.books.good('websocket', talk.answer.deployment, now())
  }
}
