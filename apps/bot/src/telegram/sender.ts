import type { Store } from '@kickai/store'
import { migrateChat } from '../club/teams.ts'
import type { Logger } from '../logging.ts'
import type { BotCollections } from './collections.ts'
import { type Connection, refusal } from './connection.ts'
import { type Lease, LeaseLostError } from './lease.ts'
import {
  noteAttempt,
  noteEnd,
  noteNotSent,
  type OutboxEntry,
  redirect,
  redirectedPayload,
  type SendOutcome,
} from './outbox.ts'
import { createBackoff, pause } from './pause.ts'

export interface SenderOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly lease: Lease
  readonly connection: Pick<Connection, 'send'>
  readonly log: Logger
  readonly botId: number
  /** The longest that one sending may take. */
  readonly limitMilliseconds: number
  /** Ends the waiting between tries; a sending under way is finished. */
  readonly signal: AbortSignal
}

/** What to do after a try: it is over, or it is tried again after a wait. */
type Next = 'over' | { readonly againAfter: number }

/**
 * Makes the function that sends one message of the outbox and records it. A try is noted before it begins and its end
 * after, so that the next process knows what may have been sent already. Tries again until the message is sent or
 * refused for good; gives up without an end when `signal` is aborted, and the entry stays for the next process.
 *
 * Throws `LeaseLostError` and the store's errors.
 */
export function createSender(options: SenderOptions): (entry: OutboxEntry) => Promise<void> {
  const { store, collections, lease, log, signal, limitMilliseconds } = options

  return async (entry) => {
    const backoff = createBackoff(500, 30_000)
    let current = entry
    while (!signal.aborted) {
      await haveTime()
      const attempt = await store.transaction(async (transaction) => {
        await lease.check(transaction)
        return noteAttempt(transaction, collections, entry.id)
      })
      if (attempt === undefined) return
      if (attempt.mayRepeat) log.warn({ message: entry.id }, 'message may repeat')
      const next = await attemptOnce()
      if (next === 'over') return
      await pause(next.againAfter, signal)
    }

    async function attemptOnce(): Promise<Next> {
      try {
        const messageId = await options.connection.send(current.payload)
        await end({ outcome: 'sent', messageId })
        return 'over'
      } catch (error) {
        if (error instanceof LeaseLostError) throw error
        return afterFailure(error)
      }
    }

    async function afterFailure(error: unknown): Promise<Next> {
      const refused = refusal(error)
      // Without an answer nobody knows whether the message was sent; the note of the try stays and says so.
      if (refused === undefined) {
        log.warn({ err: error, message: entry.id }, 'sending not answered')
        return { againAfter: backoff.milliseconds() }
      }
      const { error_code: code, description, parameters } = refused
      const moved = parameters.migrate_to_chat_id
      if (moved !== undefined) {
        await follow(moved)
        return { againAfter: 0 }
      }
      if (code === 400 || code === 403) {
        log.warn({ message: entry.id, code, description }, 'message not deliverable')
        await end({ outcome: 'undelivered', reason: description })
        return 'over'
      }
      log.warn({ message: entry.id, code, description }, 'sending refused')
      await store.transaction((transaction) => noteNotSent(transaction, collections, entry.id))
      const asked = parameters.retry_after
      return { againAfter: asked === undefined ? backoff.milliseconds() : asked * 1000 }
    }

    async function end(outcome: SendOutcome): Promise<void> {
      const at = new Date(await store.now()).toISOString()
      await store.transaction((transaction) => noteEnd(transaction, collections, entry.id, outcome, at))
    }

    /** The group has become a supergroup: the team keeps it, and the message goes there. */
    async function follow(chat: number): Promise<void> {
      const at = new Date(await store.now()).toISOString()
      const actor = { userId: options.botId, name: 'Telegram' }
      const update = Number(entry.id.split('-')[0])
      await store.transaction((transaction) =>
        migrateChat({ transaction, actor, at, update }, current.payload.chat_id, chat),
      )
      await store.transaction((transaction) => redirect(transaction, collections, entry.id, chat))
      current = { ...current, payload: redirectedPayload(current.payload, chat) }
    }
  }

  /** A sending begins only while the lease holds longer than it may take, so that two processes never send at once. */
  async function haveTime(): Promise<void> {
    if (lease.leftMilliseconds() < limitMilliseconds) await lease.renew()
    if (lease.leftMilliseconds() < limitMilliseconds) throw new LeaseLostError()
  }
}
