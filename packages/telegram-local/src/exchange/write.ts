import type { Message } from '@grammyjs/types'
import { TelegramLocalError } from '../problem.ts'
import { type Bot, botUser } from '../state/bots.ts'
import { ensurePrivateChat, findChat, type StoredChat } from '../state/chats.ts'
import { memberStatus, setMemberStatus } from '../state/members.ts'
import { markUndelivered } from '../state/message-changes.ts'
import { findMessage, type StoredMessage } from '../state/messages.ts'
import { findPerson, type Person } from '../state/persons.ts'
import { findEntities } from '../text/entities.ts'
import { createGroup, joinGroup } from './groups.ts'
import { isShownToBot } from './visibility.ts'
import { deliverMessage, postAsPerson, type World } from './world.ts'

/** What a person says: a text, or a contact. */
export interface Saying {
  readonly text?: string
  readonly contact?: NonNullable<Message['contact']>
  /** Id of the message that is answered. */
  readonly replyTo?: number
}

/**
 * The chat that a person means: `private` or their own name or id for the one with the bot, else a group by name or
 * id. A name that nothing has yet becomes a group that the person made.
 */
export function chatOfPerson(world: World, bot: Bot, reference: number | string, person: Person): StoredChat {
  const { database } = world
  if (reference === 'private' || reference === person.name || reference === person.id) {
    return ensurePrivateChat(database, bot, person)
  }
  const somebody = findPerson(database, reference)
  if (somebody !== undefined) {
    throw new TelegramLocalError(
      'chat-of-somebody-else',
      `${person.name} cannot write into the private chat of ${somebody.name}.`,
      `Let ${somebody.name} write there, or name a group.`,
    )
  }
  const chat = findChat(database, bot, reference)
  if (chat?.migrated_to != null) {
    throw new TelegramLocalError(
      'chat-migrated',
      `The group ${chat.title} has become a supergroup.`,
      `Use its new id ${chat.migrated_to}.`,
    )
  }
  if (chat !== undefined) return chat
  if (typeof reference === 'number') throw chatUnknown(reference)
  return createGroup(world, bot, { name: reference }, person)
}

export function chatUnknown(reference: number | string): TelegramLocalError {
  return new TelegramLocalError(
    'chat-unknown',
    `There is no chat ${reference}.`,
    'GET /people/chats lists them; a group is made by writing into it under a short name.',
  )
}

/** Puts a person's message into a chat and hands it to the bot where Telegram would. */
export function writeAsPerson(world: World, bot: Bot, chat: StoredChat, person: Person, saying: Saying): StoredMessage {
  const { database } = world
  if (chat.type === 'private') startPrivateChat(world, bot, chat)
  else joinGroup(world, bot, chat, person)
  const answered = saying.replyTo === undefined ? undefined : answeredMessage(world, bot, chat, saying.replyTo)
  const entities = findEntities(saying.text ?? '')
  const stored = postAsPerson(world, bot, chat, person, {
    ...(answered === undefined ? {} : { reply_to_message: answered }),
    ...(saying.text === undefined ? {} : { text: saying.text }),
    ...(entities.length === 0 ? {} : { entities }),
    ...(saying.contact === undefined ? {} : { contact: saying.contact }),
  })
  if (isShownToBot(database, bot, chat, stored.message)) {
    deliverMessage(world, bot, stored.message)
    return stored
  }
  markUndelivered(database, bot, stored)
  return { ...stored, delivered: false }
}

function startPrivateChat({ database }: World, bot: Bot, chat: StoredChat): void {
  const status = memberStatus(database, bot, chat, bot.id)
  if (status === 'kicked') {
    throw new TelegramLocalError(
      'bot-blocked',
      `${chat.title} has blocked ${botUser(bot).first_name}.`,
      'Unblock it by POST /people/members with the status member.',
    )
  }
  if (status === 'left') setMemberStatus(database, bot, chat, bot.id, 'member')
}

function answeredMessage(
  { database }: World,
  bot: Bot,
  chat: StoredChat,
  id: number,
): NonNullable<Message['reply_to_message']> {
  const found = findMessage(database, bot, chat, id)
  if (found === undefined) {
    throw new TelegramLocalError(
      'message-unknown',
      `There is no message ${id} in ${chat.title}.`,
      'Answer a message that GET /people/chats/{chat}/messages lists.',
    )
  }
  return withoutReply(found.message)
}

/** A message as it is quoted in an answer: without what it answered itself. */
export function withoutReply({ reply_to_message: _, ...message }: Message): NonNullable<Message['reply_to_message']> {
  return message as NonNullable<Message['reply_to_message']>
}
