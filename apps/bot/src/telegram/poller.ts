import type { Update } from '@grammyjs/types'
import type { Store } from '@kickai/store'
import type { Logger } from '../logging.ts'
import type { BotCollections } from './collections.ts'
import { type Connection, refusal } from './connection.ts'
import { storeUpdates } from './inbox.ts'
import { type Lease, LeaseLostError } from './lease.ts'
import { createBackoff, pause } from './pause.ts'
import type { UpdateRecord } from './update-record.ts'

export interface PollerOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly lease: Lease
  readonly connection: Pick<Connection, 'updates' | 'removeWebhook'>
  readonly log: Logger
  /** Ends the polling; a poll under way is given up, which confirms nothing. */
  readonly signal: AbortSignal
  /** Takes updates that have just been stored. */
  readonly stored: (updates: readonly Update[]) => void
  /** Settles when there is room for more work. */
  readonly room: () => Promise<void>
  /** Gets the times of Telegram's answers. */
  readonly record: UpdateRecord
}

/** How long to stay away after Telegram has said that another poll has begun. */
const conflictMilliseconds = 1000

/**
 * Fetches updates until `signal` is aborted. Only what is stored is confirmed to Telegram: the offset moves after the
 * transaction, never before. Throws `LeaseLostError`; everything else is tried again.
 */
export async function pollUpdates(options: PollerOptions): Promise<void> {
  const { store, collections, lease, connection, signal, log, record } = options
  const backoff = createBackoff(250, 5000)
  // Where none is known Telegram begins with the oldest that is not confirmed. The offset is not kept between
  // processes, because Telegram may begin anew with lower update ids; what comes twice is known by its id.
  let offset: number | undefined

  while (!signal.aborted) {
    await options.room()
    try {
      const updates = await connection.updates(offset, signal)
      record.polledAt = Date.now()
      if (updates.length > 0) record.updateAt = record.polledAt
      backoff.reset()
      if (updates.length === 0) {
        offset = undefined
        continue
      }
      const fresh = await storeUpdates(store, collections, lease, updates)
      offset = Math.max(...updates.map((update) => update.update_id)) + 1
      options.stored(fresh)
    } catch (error) {
      if (error instanceof LeaseLostError) throw error
      if (signal.aborted) return
      await afterFailure(error)
    }
  }

  async function afterFailure(error: unknown): Promise<void> {
    const refused = refusal(error)
    if (refused?.error_code === 409) {
      log.warn({ description: refused.description }, 'poll ended by another')
      if (/webhook/i.test(refused.description)) await connection.removeWebhook().catch(noteWebhook)
      return pause(conflictMilliseconds, signal)
    }
    log.warn({ err: error }, 'poll failed')
    const asked = refused?.parameters.retry_after
    return pause(asked === undefined ? backoff.milliseconds() : asked * 1000, signal)
  }

  function noteWebhook(error: unknown): void {
    log.warn({ err: error }, 'webhook not removed')
  }
}
