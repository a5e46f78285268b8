import { badRequest, forbidden } from '../bot-api/failure.ts'
import type { Bot } from '../state/bots.ts'
import { findChat, type StoredChat } from '../state/chats.ts'
import { memberStatus } from '../state/members.ts'
import { findPerson } from '../state/persons.ts'
import type { World } from './world.ts'

/** A chat that the bot may read about, or Telegram's refusal. */
export function readableChat(world: World, bot: Bot, reference: number | string): StoredChat {
  const chat = typeof reference === 'number' ? findChat(world.database, bot, reference) : undefined
  if (chat === undefined) throw badRequest('chat not found')
  if (chat.type === 'private') return chat
  const status = memberStatus(world.database, bot, chat, bot.id)
  if (chat.migrated_to !== null) {
    throw badRequest('group chat was upgraded to a supergroup chat', { migrate_to_chat_id: chat.migrated_to })
  }
  if (status === 'kicked') throw forbidden(`bot was kicked from the ${chat.type} chat`)
  if (status === 'left') throw forbidden(`bot is not a member of the ${chat.type} chat`)
  return chat
}

/** A chat that the bot may write into, or Telegram's refusal. */
export function writableChat(world: World, bot: Bot, reference: number | string): StoredChat {
  if (typeof reference === 'number' && reference > 0 && findChat(world.database, bot, reference) === undefined) {
    if (world.bots.some(({ id }) => id === reference)) throw forbidden("bots can't send messages to bots")
    if (findPerson(world.database, reference) !== undefined) throw neverStarted()
  }
  const chat = readableChat(world, bot, reference)
  if (chat.type !== 'private') return chat
  const status = memberStatus(world.database, bot, chat, bot.id)
  if (status === 'kicked') throw forbidden('bot was blocked by the user')
  if (status === 'left') throw neverStarted()
  return chat
}

function neverStarted() {
  return forbidden("bot can't initiate conversation with a user")
}
