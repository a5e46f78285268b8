import type { MessageEntity } from '@grammyjs/types'
import type { Store, Transaction } from '@kickai/store'
import { orderedId } from '../club/change.ts'
import type { BotCollections } from './collections.ts'

/** What `sendMessage` is called with. */
export type MessagePayload = {
  readonly chat_id: number
  readonly text: string
  readonly entities: MessageEntity[]
  readonly link_preview_options: { readonly is_disabled: true }
  readonly reply_parameters?: { readonly message_id: number; readonly allow_sending_without_reply: true }
  readonly reply_markup?: object
}

/** A message to be sent. */
export interface OutboxEntry {
  readonly id: string
  readonly payload: MessagePayload
}

/**
 * How an entry is stored. The payload is text, because keyboards are arrays in arrays, which a document cannot hold.
 * `attempting`: a try has begun whose end is not recorded yet.
 */
type OutboxRecord = { chat: number; payload: string; at: string; attempting: boolean; mayRepeat: boolean }

/** What became of an entry. */
export type SendOutcome =
  | { readonly outcome: 'sent'; readonly messageId: number }
  | { readonly outcome: 'undelivered'; readonly reason: string }

/** Puts the messages of an update in line, in the transaction that does its work. */
export function putInLine(
  transaction: Transaction,
  collections: BotCollections,
  update: number,
  payloads: readonly MessagePayload[],
  at: string,
): OutboxEntry[] {
  return payloads.map((payload, index) => {
    const id = `${orderedId(update)}-${String(index).padStart(3, '0')}`
    const written = JSON.stringify(payload)
    const record: OutboxRecord = { chat: payload.chat_id, payload: written, at, attempting: false, mayRepeat: false }
    transaction.create(collections.outbox, id, record)
    return { id, payload }
  })
}

/** The messages that have not been sent for sure, in the order they were put in line. */
export async function unsentEntries(store: Store, collections: BotCollections): Promise<OutboxEntry[]> {
  const documents = await store.list(collections.outbox)
  return documents.map(({ id, data }) => ({ id, payload: readPayload(data as OutboxRecord) }))
}

/**
 * Notes that a try begins. Undefined where the entry is gone, so that nothing is left to send. `mayRepeat`: an earlier
 * try began and its end was never recorded, so this one may send the message a second time.
 */
export async function noteAttempt(
  transaction: Transaction,
  collections: BotCollections,
  id: string,
): Promise<{ readonly mayRepeat: boolean } | undefined> {
  const record = await readRecord(transaction, collections, id)
  if (record === undefined) return undefined
  const mayRepeat = record.mayRepeat || record.attempting
  transaction.set(collections.outbox, id, { ...record, attempting: true, mayRepeat })
  return { mayRepeat }
}

/** Notes that a try has ended for sure without sending anything, so that the next one repeats nothing. */
export async function noteNotSent(transaction: Transaction, collections: BotCollections, id: string): Promise<void> {
  const record = await readRecord(transaction, collections, id)
  if (record === undefined) return
  transaction.set(collections.outbox, id, { ...record, attempting: false })
}

/** Moves an entry to the sent ones. The text is not kept. */
export async function noteEnd(
  transaction: Transaction,
  collections: BotCollections,
  id: string,
  end: SendOutcome,
  at: string,
): Promise<void> {
  const record = await readRecord(transaction, collections, id)
  if (record === undefined) return
  transaction.delete(collections.outbox, id)
  transaction.set(collections.sent, id, { ...end, at, chat: record.chat, mayRepeat: record.mayRepeat })
}

/** Points an entry to another chat, after Telegram has changed the chat's id. */
export async function redirect(
  transaction: Transaction,
  collections: BotCollections,
  id: string,
  chat: number,
): Promise<void> {
  const record = await readRecord(transaction, collections, id)
  if (record === undefined) return
  const payload = JSON.stringify(redirectedPayload(readPayload(record), chat))
  const redirected = { ...record, attempting: false, chat, payload }
  transaction.set(collections.outbox, id, redirected)
}

/** The same message for another chat, where the message that it answers has another number. */
export function redirectedPayload({ reply_parameters: _, ...payload }: MessagePayload, chat: number): MessagePayload {
  return { ...payload, chat_id: chat }
}

function readPayload(record: OutboxRecord): MessagePayload {
  return JSON.parse(record.payload) as MessagePayload
}

async function readRecord(
  transaction: Transaction,
  collections: BotCollections,
  id: string,
): Promise<OutboxRecord | undefined> {
  return (await transaction.get(collections.outbox, id)) as OutboxRecord | undefined
}
