import type { Message, Update } from '@grammyjs/types'
import type { Changes } from '../delivery/changes.ts'
import type { Faults } from '../delivery/faults.ts'
import type { Polls } from '../delivery/polls.ts'
import type { Webhooks } from '../delivery/webhooks.ts'
import { type Bot, botUser } from '../state/bots.ts'
import type { StoredChat } from '../state/chats.ts'
import type { Database } from '../state/database.ts'
import { insertMessage } from '../state/message-changes.ts'
import type { Content, Keyboard, StoredMessage } from '../state/messages.ts'
import { type Person, personUser } from '../state/persons.ts'
import { appendUpdate } from '../state/updates.ts'

/** All that the server knows and serves. */
export interface World {
  readonly database: Database
  readonly bots: readonly Bot[]
  readonly polls: Polls
  readonly webhooks: Webhooks
  readonly changes: Changes
  readonly faults: Faults
  /** Seconds in which a tap on a button can be answered. */
  readonly tapLifetimeSeconds: number
}

/** Queues an update for the bot and wakes whoever fetches it; undefined where the bot does not want this kind. */
export function deliver(world: World, bot: Bot, update: Omit<Update, 'update_id'>): number | undefined {
  const id = appendUpdate(world.database, bot, update)
  if (id !== undefined) {
    world.database.afterCommit(() => {
      world.polls.wake(bot)
      world.webhooks.wake(bot)
    })
  }
  return id
}

/** Queues a person's message, or a note about a person, for the bot. */
export function deliverMessage(world: World, bot: Bot, message: Message): void {
  // No chat here is a channel and nobody writes without being somebody, which is all that the narrower type says.
  deliver(world, bot, { message: message as Message & Update.NonChannel })
}

/** Writes the bot's own message into a chat. The bot gets no update of it. */
export function postAsBot(
  world: World,
  bot: Bot,
  chat: StoredChat,
  content: Content,
  keyboard?: Keyboard,
): StoredMessage {
  const stored = insertMessage(world.database, bot, chat, botUser(bot), content, keyboard)
  changed(world, bot)
  return stored
}

/** Writes a person's message, or a note about a person, into a chat. */
export function postAsPerson(
  world: World,
  bot: Bot,
  chat: StoredChat,
  person: Person,
  content: Content,
): StoredMessage {
  const stored = insertMessage(world.database, bot, chat, personUser(person), content)
  changed(world, bot)
  return stored
}

/** Tells the people who wait, once what was written is kept. */
export function changed(world: World, bot: Bot): void {
  world.database.afterCommit(() => world.changes.announce(bot))
}
