import { setTimeout as delay } from 'node:timers/promises'
import type { Answer } from '../answer.ts'
import { AFTER_FAILURE_MS, connect, type Lane } from '../lane.ts'
import { EventReader } from './event-reader.ts'

const EVERY_MS = 50
const GAP_LIMIT = 1000

/**
 * Keeps a stream of server-sent events open. When it ends or breaks it is resumed by Last-Event-ID, which is what the
 * header is for: only an event that never comes is lost.
 */
export async function followStream(lane: Lane): Promise<void> {
  const { books, ending } = lane
  let last: number | undefined

  function take(number: number, answer: Answer): void {
    books.events += 1
    const expected = last === undefined ? number : last + 1
    if (number < expected) {
      books.twice('streamed', 1)
      return
    }
    const missing = Math.min(number - expected, GAP_LIMIT)
    for (let count = 0; count < missing; count += 1) books.failed({ ...answer, error: 'gap' }, true)
    last = number
  }

  while (!ending.aborted) {
    const connection = connect(lane, false)
    const reader = new EventReader()
    let head: Answer | undefined
    const reply = await connection.ask(
      {
        kind: 'streamed',
        method: 'GET',
        path: `/events?every=${EVERY_MS}`,
        headers: { accept: 'text/event-stream', ...(last === undefined ? {} : { 'last-event-id': `${last}` }) },
        onHead: (answer) => {
          if (answer.status !== 200 || answer.isFallback) return
          head = answer
          books.good('streamed', answer.deployment, answer.at)
        },
        onText: (text) => {
          for (const number of reader.read(text)) take(number, head as Answer)
        },
      },
      ending,
    )
    await connection.close()
    if (ending.aborted) return
    books.reconnects += 1
    const isStalled = reply.error === 'UND_ERR_BODY_TIMEOUT'
    if (head === undefined || isStalled) {
      books.failed(reply, head !== undefined)
      await delay(AFTER_FAILURE_MS)
    }
  }
}
