import type { InlineKeyboardMarkup, Message } from '@grammyjs/types'
import { z } from 'zod'
import { writableChat } from '../exchange/access.ts'
import { postAsBot } from '../exchange/world.ts'
import { withoutReply } from '../exchange/write.ts'
import type { StoredChat } from '../state/chats.ts'
import { findMessage, type Keyboard } from '../state/messages.ts'
import { badRequest } from './failure.ts'
import { messageText } from './formatted.ts'
import { type Call, method } from './method.ts'
import { boolean, chatId, entities, integer, markup, structure, text } from './parameters.ts'

export const replyParameters = () =>
  structure(
    z
      .object(
        { message_id: integer(), allow_sending_without_reply: boolean() },
        "can't parse reply parameters JSON object",
      )
      .optional(),
  )

export const sendMessage = method('sendMessage')(
  z.object({
    chat_id: chatId(),
    text: text(),
    parse_mode: text(),
    entities: entities(),
    reply_markup: markup(),
    reply_parameters: replyParameters(),
    reply_to_message_id: integer(),
    protect_content: boolean(),
  }),
  (call, { chat_id, reply_markup, reply_parameters, reply_to_message_id, ...body }) => {
    const content = messageText(body)
    const chat = writableChat(call.world, call.bot, chat_id)
    const reply = answered(call, chat, reply_parameters ?? { message_id: reply_to_message_id })
    const { message } = postAsBot(
      call.world,
      call.bot,
      chat,
      {
        ...reply,
        ...content,
        ...(body.protect_content ? { has_protected_content: true as const } : {}),
        ...inline(reply_markup),
      },
      keyboard(reply_markup),
    )
    return message as Message.TextMessage
  },
)

/** The message that is answered, as the answer carries it. */
export function answered(
  { world, bot }: Call,
  chat: StoredChat,
  reply: { message_id?: number | undefined; allow_sending_without_reply?: boolean | undefined },
): Pick<Message, 'reply_to_message'> {
  if (reply.message_id === undefined) return {}
  const found = findMessage(world.database, bot, chat, reply.message_id)
  if (found !== undefined) return { reply_to_message: withoutReply(found.message) }
  if (reply.allow_sending_without_reply) return {}
  throw badRequest('message to be replied not found')
}

/** What of a markup belongs to the message itself. */
export function inline(given: InlineKeyboardMarkup | Keyboard | undefined): { reply_markup?: InlineKeyboardMarkup } {
  return given !== undefined && 'inline_keyboard' in given && given.inline_keyboard.flat().length > 0
    ? { reply_markup: given }
    : {}
}

/** What of a markup changes the keyboard under the text field. */
export function keyboard(given: InlineKeyboardMarkup | Keyboard | undefined): Keyboard | undefined {
  return given === undefined || 'inline_keyboard' in given ? undefined : given
}
