import { once } from 'node:events'
import { constants } from 'node:os'
import { MessageChannel, Worker } from 'node:worker_threads'
import type { Books } from '@kickai/traffic'
import { LOADS } from './load.ts'
import type { UsersOrder, UsersQuestion } from './users-thread.ts'

/** Users of a service, in a thread of their own. */
export type Users = {
  /** The books as they are now. */
  books(): Promise<Books>
  /** Begins nothing new and gives the books at the end; the same again when asked again. */
  stop(): Promise<Books>
}

/**
 * How far the users' thread stands back behind others. Users have machines of their own; here they share two cores with
 * what they ask, and a switch would wait its turn behind them. The same before every proxy.
 */
export const USERS_NICENESS = constants.priority.PRIORITY_BELOW_NORMAL

/** Lets users come to an address, until they are stopped or the time is over. */
export async function startUsers(url: string, maxSeconds: number): Promise<Users> {
  const order: UsersOrder = { url, kinds: LOADS, maxSeconds, niceness: USERS_NICENESS }
  const thread = new Worker(new URL('./users-thread.ts', import.meta.url), { workerData: order })
  const { promise: failed, reject } = Promise.withResolvers<never>()
  failed.catch(() => {
    // Told to whoever asks.
  })
  thread.once('error', reject)
  thread.once('exit', () => reject(new Error('The users’ thread has ended.')))

  async function ask(what: UsersQuestion['what']): Promise<Books> {
    const { port1, port2 } = new MessageChannel()
    try {
      thread.postMessage({ what, answerTo: port2 } satisfies UsersQuestion, [port2])
      const [books] = (await Promise.race([once(port1, 'message'), failed])) as [Books]
      return books
    } finally {
      port1.close()
    }
  }

  let stopped: Promise<Books> | undefined
  return {
    books: () => ask('books'),
    stop() {
      stopped ??= ask('stop').finally(() => thread.terminate())
      return stopped
    },
  }
}
