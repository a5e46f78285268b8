import type {
  ForceReply,
  InlineKeyboardMarkup,
  Message,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
} from '@grammyjs/types'
import type { Bot } from './bots.ts'
import type { StoredChat } from './chats.ts'
import type { Database } from './database.ts'

/** What a bot may ask a person's telephone to show instead of its usual keyboard. */
export type Keyboard = ReplyKeyboardMarkup | ReplyKeyboardRemove | ForceReply

/** A message of a chat as it is kept. */
export interface StoredMessage {
  readonly id: number
  readonly chat: number
  /** Grows with every change to any message of the bot. */
  readonly change: number
  readonly deleted: boolean
  /** False for what privacy mode kept from the bot. */
  readonly delivered: boolean
  readonly message: Message
  readonly keyboard?: Keyboard
}

/** The part of a message that its sender decides. */
export type Content = Partial<Omit<Message, 'message_id' | 'chat' | 'from' | 'date' | 'reply_markup'>> & {
  readonly reply_markup?: InlineKeyboardMarkup
}

interface Row {
  id: number
  chat: number
  change: number
  deleted: number
  delivered: number
  message: string
  keyboard: string | null
}

const columns = 'SELECT id, chat, change, deleted, delivered, message, keyboard FROM messages'

function read(row: Row): StoredMessage {
  return {
    ...row,
    deleted: row.deleted === 1,
    delivered: row.delivered === 1,
    message: JSON.parse(row.message) as Message,
    ...(row.keyboard === null ? { keyboard: undefined } : { keyboard: JSON.parse(row.keyboard) as Keyboard }),
  } as StoredMessage
}

/** A message that was not deleted, or undefined. */
export function findMessage(database: Database, bot: Bot, chat: StoredChat, id: number): StoredMessage | undefined {
  const row = database.row<Row>(`${columns} WHERE bot = ? AND chat = ? AND id = ? AND deleted = 0`, bot.id, chat.id, id)
  return row === undefined ? undefined : read(row)
}

/** Which messages of a chat: above an id, changed after a change, at most so many (the newest). */
export interface MessageSelection {
  readonly after?: number
  readonly since?: number
  readonly limit: number
}

/** Messages in the order of their ids. Deleted ones are among them only where `since` asks for changes. */
export function listMessages(database: Database, bot: Bot, chat: StoredChat, which: MessageSelection): StoredMessage[] {
  const { after = 0, since, limit } = which
  const condition = since === undefined ? 'AND deleted = 0 AND change > ?' : 'AND change > ?'
  return database
    .rows<Row>(
      `${columns} WHERE bot = ? AND chat = ? AND id > ? ${condition} ORDER BY id DESC LIMIT ?`,
      bot.id,
      chat.id,
      after,
      since ?? 0,
      limit,
    )
    .reverse()
    .map(read)
}

/** The number of the bot's latest change to a message. */
export function lastChange(database: Database, bot: Bot): number {
  return database.row<{ last_change: number }>('SELECT last_change FROM bots WHERE id = ?', bot.id)?.last_change ?? 0
}

/** The bot's messages that are new, edited or deleted since a change, in the order of the changes, at most 500. */
export function listChanges(database: Database, bot: Bot, since: number): StoredMessage[] {
  return database
    .rows<Row>(`${columns} WHERE bot = ? AND change > ? ORDER BY change LIMIT 500`, bot.id, since)
    .map(read)
}
