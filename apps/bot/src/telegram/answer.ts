import type { Message } from '@grammyjs/types'
import type { MessagePayload } from './outbox.ts'
import { splitText, type Text } from './text.ts'

/** Something to say. */
export interface Answer {
  readonly text: Text
  /** Another chat than the one that asked. */
  readonly chat?: number
  /** Changes what is under the person's text field. */
  readonly keyboard?: 'share-contact' | 'none'
}

const keyboards: Readonly<Record<NonNullable<Answer['keyboard']>, object>> = {
  'share-contact': {
    keyboard: [[{ text: 'Share my number', request_contact: true }]],
    resize_keyboard: true,
    one_time_keyboard: true,
  },
  none: { remove_keyboard: true },
}

/** The messages that an answer to `asked` is sent as: split where it is long, and in groups as a reply to who asked. */
export function payloadsOf(answer: Answer, asked: Message): MessagePayload[] {
  const chat = answer.chat ?? asked.chat.id
  const pieces = splitText(answer.text)
  return pieces.map(({ text, entities }, index) => ({
    chat_id: chat,
    text,
    entities: [...entities],
    link_preview_options: { is_disabled: true },
    ...(index === 0 && asked.chat.type !== 'private' && chat === asked.chat.id
      ? { reply_parameters: { message_id: asked.message_id, allow_sending_without_reply: true as const } }
      : {}),
    ...(answer.keyboard === undefined || index < pieces.length - 1 ? {} : { reply_markup: keyboards[answer.keyboard] }),
  }))
}
