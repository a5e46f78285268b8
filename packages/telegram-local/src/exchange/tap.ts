import type { CallbackQuery, InlineKeyboardButton } from '@grammyjs/types'
import { TelegramLocalError } from '../problem.ts'
import type { Bot } from '../state/bots.ts'
import type { StoredChat } from '../state/chats.ts'
import { isInside, memberStatus } from '../state/members.ts'
import { findMessage, type StoredMessage } from '../state/messages.ts'
import { type Person, personUser } from '../state/persons.ts'
import { insertQuery } from '../state/queries.ts'
import { deliver, type World } from './world.ts'

/** Which button: of which message, by its text or its data. */
export interface Tap {
  readonly message: number
  readonly button: string
}

/** Taps a button below a message and gives the id of the query that the bot is to answer. */
export function tapButton(world: World, bot: Bot, chat: StoredChat, person: Person, tap: Tap): string {
  const stored = findMessage(world.database, bot, chat, tap.message)
  if (stored === undefined) {
    throw new TelegramLocalError(
      'message-unknown',
      `There is no message ${tap.message} in ${chat.title}.`,
      'GET /people/chats/{chat}/messages lists what is there.',
    )
  }
  if (chat.type !== 'private' && !isInside(memberStatus(world.database, bot, chat, person.id))) {
    throw new TelegramLocalError(
      'not-a-member',
      `${person.name} is not in ${chat.title}.`,
      'Let them write there or join by POST /people/members first.',
    )
  }
  const data = dataOf(findButton(stored, tap.button))
  const id = insertQuery(world.database, bot)
  const query: CallbackQuery = {
    id,
    from: personUser(person),
    message: stored.message as NonNullable<CallbackQuery['message']>,
    chat_instance: String(chat.id),
    data,
  }
  deliver(world, bot, { callback_query: query })
  return id
}

function findButton({ id, message }: StoredMessage, wanted: string): InlineKeyboardButton {
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? []
  const found =
    buttons.find(({ text }) => text === wanted) ??
    buttons.find((button) => 'callback_data' in button && button.callback_data === wanted)
  if (found !== undefined) return found
  const there = buttons.map(({ text }) => JSON.stringify(text)).join(', ')
  throw new TelegramLocalError(
    'button-unknown',
    `Message ${id} has no button ${JSON.stringify(wanted)}.`,
    buttons.length === 0 ? 'It has no buttons at all (any more).' : `It has ${there}.`,
  )
}

function dataOf(button: InlineKeyboardButton): string {
  if ('callback_data' in button) return button.callback_data
  throw new TelegramLocalError(
    'button-not-tappable',
    `The button ${JSON.stringify(button.text)} tells the bot nothing when it is tapped.`,
    'url' in button ? `It opens ${button.url}.` : 'Only buttons with callback data can be tapped here.',
  )
}
