import type { Update } from '@grammyjs/types'
import type { Store, Transaction } from '@kickai/store'
import { ClubError } from '../club/error.ts'
import type { Logger } from '../logging.ts'
import { payloadsOf } from './answer.ts'
import { type Classified, classify } from './classify.ts'
import type { BotCollections } from './collections.ts'
import type { Membership } from './command.ts'
import { findCommand } from './commands/all.ts'
import type { Connection } from './connection.ts'
import { markHandled, stillWaits } from './inbox.ts'
import { type Lease, LeaseLostError } from './lease.ts'
import { type OutboxEntry, putInLine } from './outbox.ts'
import { type RespondOptions, type Response, respond } from './respond.ts'
import { isStoreTrouble } from './store-trouble.ts'
import { lines } from './text.ts'

export interface HandlerOptions extends RespondOptions {
  readonly store: Store
  readonly collections: BotCollections
  readonly lease: Lease
  readonly connection: Pick<Connection, 'membership'>
  readonly log: Logger
}

/**
 * Makes the function that does the work of one stored update: the change in the club, its audit, the mark that the
 * update is done, and the messages to send, all in one transaction or not at all. Gives the messages.
 *
 * What a person got wrong is answered, and so is a fault of ours. Throws only what makes the work impossible just now:
 * `LeaseLostError`, or trouble with the store; the update then still waits.
 */
export function createHandler(options: HandlerOptions): (update: Update) => Promise<OutboxEntry[]> {
  const { store, collections, lease, log } = options

  return async (update) => {
    const begun = performance.now()
    const asked = classify(update, options.bot.username)
    const membership = await askMembership(options, asked)
    const at = new Date(await store.now()).toISOString()
    const { entries, response, error } = await settle()
    const milliseconds = Math.round(performance.now() - begun)
    const { chat, from } = update.message ?? {}
    const line = { update: update.update_id, chat: chat?.id, user: from?.id, ...response.note, milliseconds }
    if (error === undefined) log.info({ ...line, outcome: response.outcome }, 'update')
    else log.error({ ...line, outcome: response.outcome, err: error }, 'update failed')
    return entries

    async function settle(): Promise<{ entries: OutboxEntry[]; response: Response; error?: unknown }> {
      try {
        return await commit((transaction) =>
          respond(options, asked, { transaction, at, update: update.update_id, membership }),
        )
      } catch (error) {
        if (error instanceof LeaseLostError || isStoreTrouble(error)) throw error
        // Nothing of the work was applied. Only the answer is, in a transaction of its own.
        const response = error instanceof ClubError ? refused(error) : failed(update.update_id)
        const committed = await commit(async () => response)
        return error instanceof ClubError ? committed : { ...committed, error }
      }
    }

    async function commit(
      work: (transaction: Transaction) => Promise<Response>,
    ): Promise<{ entries: OutboxEntry[]; response: Response }> {
      return store.transaction(async (transaction) => {
        await lease.check(transaction)
        if (!(await stillWaits(transaction, collections, update.update_id)))
          return { entries: [], response: doneBefore }
        const response = await work(transaction)
        markHandled(transaction, collections, update.update_id, response.outcome, at)
        const message = update.message
        const payloads = message === undefined ? [] : response.answers.flatMap((answer) => payloadsOf(answer, message))
        return { entries: putInLine(transaction, collections, update.update_id, payloads, at), response }
      })
    }
  }
}

const doneBefore: Response = { answers: [], outcome: 'ignored', note: { why: 'done before' } }

function refused({ code, message, wayOut }: ClubError): Response {
  return { answers: [{ text: lines(message, wayOut) }], outcome: 'refused', note: { code } }
}

function failed(update: number): Response {
  const text = lines(
    'Something went wrong on my side. Nothing was changed.',
    `Whoever runs this bot finds it under ${update}.`,
  )
  return { answers: [{ text }], outcome: 'failed', note: {} }
}

/** Asked before the transaction, because a transaction may run again and must have no other effect or wait. */
async function askMembership(options: HandlerOptions, asked: Classified): Promise<Membership | undefined> {
  if (asked.kind !== 'command' || asked.message.chat.type === 'private') return undefined
  if (findCommand(asked.command.word)?.needsMembership !== true) return undefined
  try {
    return await options.connection.membership(asked.message.chat.id, options.bot.id)
  } catch (error) {
    options.log.warn({ err: error, chat: asked.message.chat.id }, 'membership not told')
    return undefined
  }
}
