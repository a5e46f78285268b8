import type { Message, Update } from '@grammyjs/types'
import { z } from 'zod'
import { readableChat, writableChat } from '../exchange/access.ts'
import { changed } from '../exchange/world.ts'
import { memberStatus } from '../state/members.ts'
import { deleteMessage as removeMessage, replaceMessage } from '../state/message-changes.ts'
import { findMessage, type StoredMessage } from '../state/messages.ts'
import { badRequest } from './failure.ts'
import { messageText } from './formatted.ts'
import { type Call, method } from './method.ts'
import { chatId, entities, inlineMarkup, integer, requiredInteger, text } from './parameters.ts'
import { inline } from './send.ts'

const notModified =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message'

/** How long a bot may delete messages, in seconds. */
const deletableSeconds = 48 * 60 * 60

type Edited = Update.Edited & Message

export const editMessageText = method('editMessageText')(
  z.object({
    chat_id: chatId().optional(),
    message_id: integer(),
    text: text(),
    parse_mode: text(),
    entities: entities(),
    reply_markup: inlineMarkup(),
  }),
  (call, { chat_id, message_id, reply_markup, ...body }) => {
    const stored = editable(call, chat_id, message_id)
    const content = messageText(body)
    if (stored.message.text === undefined) throw badRequest('there is no text in the message to edit')
    const { text: _text, entities: _entities, reply_markup: _markup, ...rest } = stored.message
    return replace(call, stored, { ...rest, ...content, ...inline(reply_markup) }) as Update.Edited &
      Message.TextMessage
  },
)

export const editMessageReplyMarkup = method('editMessageReplyMarkup')(
  z.object({ chat_id: chatId().optional(), message_id: integer(), reply_markup: inlineMarkup() }),
  (call, { chat_id, message_id, reply_markup }) => {
    const stored = editable(call, chat_id, message_id)
    const { reply_markup: _markup, ...rest } = stored.message
    return replace(call, stored, { ...rest, ...inline(reply_markup) })
  },
)

export const deleteMessage = method('deleteMessage')(
  z.object({ chat_id: chatId(), message_id: requiredInteger('message identifier is not specified') }),
  ({ world, bot }, { chat_id, message_id }) => {
    const chat = readableChat(world, bot, chat_id)
    const stored = findMessage(world.database, bot, chat, message_id)
    if (stored === undefined) throw badRequest('message to delete not found')
    const isOwn = stored.message.from?.id === bot.id
    const mayDelete =
      isOwn || chat.type === 'private' || memberStatus(world.database, bot, chat, bot.id) === 'administrator'
    if (!mayDelete || stored.message.date < Date.now() / 1000 - deletableSeconds)
      throw badRequest("message can't be deleted")
    removeMessage(world.database, bot, stored)
    changed(world, bot)
    return true
  },
)

/** The bot's own message that it may change, or Telegram's refusal. */
function editable({ world, bot }: Call, chatGiven: number | string | undefined, id: number | undefined): StoredMessage {
  if (chatGiven === undefined) throw badRequest('chat_id is empty')
  if (id === undefined) throw badRequest('message identifier is not specified')
  const stored = findMessage(world.database, bot, writableChat(world, bot, chatGiven), id)
  if (stored === undefined) throw badRequest('message to edit not found')
  const isOwn = stored.message.from?.id === bot.id
  if (!isOwn || (stored.keyboard !== undefined && 'keyboard' in stored.keyboard))
    throw badRequest("message can't be edited")
  return stored
}

function replace({ world, bot }: Call, stored: StoredMessage, message: Message): Edited {
  if (essence(stored.message) === essence(message)) throw badRequest(notModified)
  const edited: Edited = { ...message, edit_date: Math.floor(Date.now() / 1000) }
  replaceMessage(world.database, bot, stored, edited)
  changed(world, bot)
  return edited
}

function essence({ text: words, entities: marks, reply_markup: buttons }: Message): string {
  return JSON.stringify([words, marks, buttons])
}
