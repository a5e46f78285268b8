import type { Message } from '@grammyjs/types'
import { type Bot, privacyMode } from '../state/bots.ts'
import type { StoredChat } from '../state/chats.ts'
import type { Database } from '../state/database.ts'
import { isInside, memberStatus } from '../state/members.ts'

/**
 * Whether Telegram shows a person's message to the bot: everything in private, to an administrator, and without
 * privacy mode; else in groups only notes of the service, commands, mentions and answers to the bot's own messages.
 */
export function isShownToBot(database: Database, bot: Bot, chat: StoredChat, message: Message): boolean {
  const status = memberStatus(database, bot, chat, bot.id)
  if (!isInside(status)) return false
  if (chat.type === 'private' || status === 'administrator' || !privacyMode(database, bot)) return true
  if (message.text === undefined && message.contact === undefined) return true
  return message.reply_to_message?.from?.id === bot.id || isAddressed(message, bot)
}

function isAddressed({ text = '', entities = [] }: Message, bot: Bot): boolean {
  const handle = `@${bot.username}`.toLowerCase()
  return entities.some(({ type, offset, length }) => {
    const part = text.slice(offset, offset + length).toLowerCase()
    if (type === 'mention') return part === handle
    return type === 'bot_command' && (!part.includes('@') || part.endsWith(handle))
  })
}
