import type { Update } from '@grammyjs/types'
import type { Store } from '@kickai/store'
import type { Logger } from '../logging.ts'
import { createChatQueues } from './chat-queues.ts'
import type { BotCollections } from './collections.ts'
import type { BotProfile, ServiceIdentity } from './command.ts'
import type { Connection } from './connection.ts'
import { createHandler } from './handle.ts'
import { waitingUpdates } from './inbox.ts'
import { type Lease, LeaseLostError } from './lease.ts'
import { type OutboxEntry, unsentEntries } from './outbox.ts'
import { createBackoff, pause } from './pause.ts'
import { pollUpdates } from './poller.ts'
import { pruning } from './prune.ts'
import { createSender } from './sender.ts'
import type { UpdateRecord } from './update-record.ts'

export interface TermOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly lease: Lease
  readonly connection: Connection
  readonly bot: BotProfile
  readonly service: ServiceIdentity
  readonly adminIds: readonly number[]
  readonly log: Logger
  readonly sendLimitMilliseconds: number
  readonly renewEveryMilliseconds: number
  /** How long messages are still sent after `stop`; what is left then stays for the next process. */
  readonly flushMilliseconds: number
  readonly updates: UpdateRecord
}

/** The time during which this process holds the lease: it fetches, works and sends. */
export interface Term {
  /** Settles when the lease is lost. Not settled by `stop`. */
  readonly lost: Promise<void>
  /** Ends it in order: no more updates are fetched or begun, what is under way is finished, its messages are sent. */
  stop(): Promise<void>
}

const chatsAtOnce = 16
/** Above this many updates in line, no more are fetched. */
const fullQueue = 200

/** Begins a term: first with what an earlier process has left behind, then with what Telegram has. */
export async function beginTerm(options: TermOptions): Promise<Term> {
  const { store, collections, lease, connection, log } = options
  const polling = new AbortController()
  const working = new AbortController()
  const sending = new AbortController()
  const lost = Promise.withResolvers<void>()

  function loseLease(): void {
    options.updates.since = undefined
    for (const controller of [polling, working, sending]) controller.abort()
    lost.resolve()
  }

  const handle = createHandler(options)
  const send = createSender({
    ...options,
    botId: options.bot.id,
    limitMilliseconds: options.sendLimitMilliseconds,
    signal: sending.signal,
  })
  const messages = createChatQueues<OutboxEntry>({
    chatOf: (entry) => entry.payload.chat_id,
    work: (entry) => persist(() => send(entry), sending.signal),
    atOnce: chatsAtOnce,
  })
  const updates = createChatQueues<Update>({
    chatOf: (update) => update.message?.chat.id ?? 0,
    work: (update) =>
      persist(async () => {
        for (const entry of await handle(update)) messages.add(entry)
      }, working.signal),
    atOnce: chatsAtOnce,
  })

  /** Tries again through passing trouble, in place, so that the order in the chat stays. */
  async function persist(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const backoff = createBackoff(100, 5000)
    while (!signal.aborted) {
      try {
        return await work()
      } catch (error) {
        if (error instanceof LeaseLostError) return loseLease()
        log.error({ err: error }, 'work put off')
        await pause(backoff.milliseconds(), signal)
      }
    }
  }

  async function room(): Promise<void> {
    while (updates.size() >= fullQueue && !polling.signal.aborted) await pause(20, polling.signal)
  }

  async function renewing(): Promise<void> {
    while (!sending.signal.aborted) {
      await pause(options.renewEveryMilliseconds, sending.signal)
      if (sending.signal.aborted) return
      try {
        await lease.renew()
      } catch (error) {
        if (error instanceof LeaseLostError) return loseLease()
        log.warn({ err: error }, 'lease not renewed')
        if (lease.leftMilliseconds() <= 0) return loseLease()
      }
    }
  }

  for (const entry of await unsentEntries(store, collections)) messages.add(entry)
  for (const update of await waitingUpdates(store, collections)) updates.add(update)
  const stored = (fresh: readonly Update[]): void => {
    for (const update of fresh) updates.add(update)
  }
  options.updates.since = Date.now()
  const polled = pollUpdates({
    store,
    collections,
    lease,
    connection,
    log,
    signal: polling.signal,
    stored,
    room,
    record: options.updates,
  }).catch((error: unknown) => {
    if (!(error instanceof LeaseLostError)) log.error({ err: error }, 'polling ended')
    loseLease()
  })
  const renewed = renewing()
  const pruned = pruning({ store, collections, log, signal: polling.signal })

  return {
    lost: lost.promise,
    async stop() {
      options.updates.since = undefined
      polling.abort()
      await polled
      await pruned
      const unfinished = updates.stop()
      // An update that cannot be worked on just now is left to the next process when the time is over.
      const limit = setTimeout(() => {
        working.abort()
        sending.abort()
      }, options.flushMilliseconds)
      await unfinished
      await messages.idle()
      clearTimeout(limit)
      working.abort()
      sending.abort()
      await messages.stop()
      await renewed
    },
  }
}
