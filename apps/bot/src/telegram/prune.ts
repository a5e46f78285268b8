import type { Store } from '@kickai/store'
import type { Logger } from '../logging.ts'
import type { BotCollections } from './collections.ts'
import { pause } from './pause.ts'

export interface PruningOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly log: Logger
  readonly signal: AbortSignal
}

const everyMilliseconds = 10 * 60_000
const mostAtOnce = 500
/** Telegram gives an update for a day at most, so its mark is not asked for after two. */
const keptMilliseconds = 2 * 24 * 60 * 60_000

/** Now and then removes the marks of updates and messages that nobody asks for any more, until `signal` is aborted. */
export async function pruning({ store, collections, log, signal }: PruningOptions): Promise<void> {
  while (!signal.aborted) {
    await pause(everyMilliseconds, signal)
    if (signal.aborted) return
    try {
      for (const collection of [collections.handled, collections.sent]) await prune(store, collection)
    } catch (error) {
      log.warn({ err: error }, 'old marks not removed')
    }
  }
}

/** Removes the oldest marks of a collection as far as they are old enough; gives how many. */
export async function prune(store: Store, collection: string): Promise<number> {
  const oldest = new Date((await store.now()) - keptMilliseconds).toISOString()
  const marks = await store.list(collection, { limit: mostAtOnce })
  const old = marks.filter(({ data }) => typeof data.at === 'string' && data.at < oldest)
  if (old.length > 0) {
    await store.transaction(async (transaction) => {
      for (const { id } of old) transaction.delete(collection, id)
    })
  }
  return old.length
}
