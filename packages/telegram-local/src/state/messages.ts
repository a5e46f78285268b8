import type {
  Chat,
  ForceReply,
  InlineKeyboardMarkup,
  Message,
  ReplyKeyboardMarkup,
  ReplyKeyboardRemove,
  User,
} from '@grammyjs/types'
import type { Bot } from './bots.ts'
import { type StoredChat, telegramChat } from './chats.ts'
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

function nextChange(database: Database, bot: Bot): number {
  database.run('UPDATE bots SET last_change = last_change + 1 WHERE id = ?', bot.id)
  return lastChange(database, bot)
}

/** Message ids count by chat in a supergroup and by account elsewhere, as Telegram counts them. */
function nextMessageId(database: Database, bot: Bot, chat: StoredChat): number {
  const [table, condition, key] =
    chat.type === 'supergroup'
      ? (['chats', 'bot = ? AND id = ?', [bot.id, chat.id]] as const)
      : (['bots', 'id = ?', [bot.id]] as const)
  const row = database.row<{ id: number }>(
    `UPDATE ${table} SET next_message = next_message + 1 WHERE ${condition} RETURNING next_message - 1 AS id`,
    ...key,
  )
  if (row === undefined) throw new Error(`No counter for messages in chat ${chat.id}`)
  return row.id
}

/** Writes a new message. */
export function insertMessage(
  database: Database,
  bot: Bot,
  chat: StoredChat,
  from: User,
  content: Content,
  keyboard?: Keyboard,
): StoredMessage {
  const message = {
    message_id: nextMessageId(database, bot, chat),
    from,
    chat: telegramChat(database, chat) as Chat,
    date: Math.floor(Date.now() / 1000),
    ...content,
  } as Message
  const change = nextChange(database, bot)
  database.run(
    'INSERT INTO messages (bot, chat, id, change, message, keyboard) VALUES (?, ?, ?, ?, ?, ?)',
    bot.id,
    chat.id,
    message.message_id,
    change,
    JSON.stringify(message),
    keyboard === undefined ? null : JSON.stringify(keyboard),
  )
  return {
    id: message.message_id,
    chat: chat.id,
    change,
    deleted: false,
    delivered: true,
    message,
    ...(keyboard === undefined ? {} : { keyboard }),
  }
}

/** Replaces a message by its edited form. */
export function replaceMessage(database: Database, bot: Bot, stored: StoredMessage, message: Message): void {
  database.run(
    'UPDATE messages SET message = ?, change = ? WHERE bot = ? AND chat = ? AND id = ?',
    JSON.stringify(message),
    nextChange(database, bot),
    bot.id,
    stored.chat,
    stored.id,
  )
}

/** Marks a message as deleted; people see it go, the bot no longer finds it. */
export function deleteMessage(database: Database, bot: Bot, stored: StoredMessage): void {
  database.run(
    'UPDATE messages SET deleted = 1, change = ? WHERE bot = ? AND chat = ? AND id = ?',
    nextChange(database, bot),
    bot.id,
    stored.chat,
    stored.id,
  )
}

/** Notes that privacy mode kept a message from the bot. */
export function markUndelivered(database: Database, bot: Bot, stored: StoredMessage): void {
  database.run(
    'UPDATE messages SET delivered = 0 WHERE bot = ? AND chat = ? AND id = ?',
    bot.id,
    stored.chat,
    stored.id,
  )
}
