import type { Message, User } from '@grammyjs/types'
import type { Bot } from './bots.ts'
import { type StoredChat, telegramChat } from './chats.ts'
import type { Database } from './database.ts'
import { type Content, type Keyboard, lastChange, type StoredMessage } from './messages.ts'

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
    chat: telegramChat(database, chat),
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
