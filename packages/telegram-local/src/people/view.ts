import type { InlineKeyboardButton, MessageEntity } from '@grammyjs/types'
import type { StoredMessage } from '../state/messages.ts'

/** A message as people get it. */
export interface MessageView {
  readonly id: number
  /** Seconds since 1970. */
  readonly date: number
  readonly from: { readonly id: number; readonly name: string; readonly bot: boolean }
  readonly text?: string
  readonly entities?: readonly MessageEntity[]
  /** Rows of the buttons below the message. */
  readonly buttons?: readonly (readonly ButtonView[])[]
  /** What the bot asks to be shown instead of the usual keyboard. */
  readonly keyboard?: KeyboardView
  readonly replyTo?: number
  readonly contact?: { readonly name: string; readonly phone: string }
  readonly document?: { readonly id: string; readonly name: string; readonly type: string; readonly size: number }
  /** What the service itself notes, such as who came. */
  readonly note?: string
  readonly edited?: true
  readonly deleted?: true
  /** False where privacy mode kept the message from the bot. */
  readonly delivered: boolean
}

export interface ButtonView {
  readonly text: string
  readonly data?: string
  readonly url?: string
}

export type KeyboardView =
  | {
      readonly kind: 'keys'
      readonly rows: readonly (readonly { text: string; asksContact?: true }[])[]
      readonly placeholder?: string
    }
  | { readonly kind: 'remove' }
  | { readonly kind: 'reply'; readonly placeholder?: string }

/** Shows a kept message to people. */
export function viewMessage(stored: StoredMessage): MessageView {
  const { message, deleted, delivered } = stored
  const { from } = message
  return {
    id: stored.id,
    date: message.date,
    from: { id: from?.id ?? 0, name: from?.first_name ?? '', bot: from?.is_bot ?? false },
    ...(deleted ? { deleted: true } : contents(stored)),
    ...(message.edit_date === undefined ? {} : { edited: true }),
    delivered,
  }
}

function contents({ message, keyboard }: StoredMessage): Partial<MessageView> {
  const { text, caption, entities, caption_entities: captionEntities, contact, document } = message
  const note = noteOf(message)
  const shown = entities ?? captionEntities
  return {
    ...(text === undefined && caption === undefined ? {} : { text: text ?? caption ?? '' }),
    ...(shown === undefined ? {} : { entities: shown }),
    ...(message.reply_markup === undefined
      ? {}
      : { buttons: message.reply_markup.inline_keyboard.map((row) => row.map(viewButton)) }),
    ...(keyboard === undefined ? {} : { keyboard: viewKeyboard(keyboard) }),
    ...(message.reply_to_message === undefined ? {} : { replyTo: message.reply_to_message.message_id }),
    ...(contact === undefined ? {} : { contact: { name: contact.first_name, phone: contact.phone_number } }),
    ...(document === undefined
      ? {}
      : {
          document: {
            id: document.file_id,
            name: document.file_name ?? '',
            type: document.mime_type ?? '',
            size: document.file_size ?? 0,
          },
        }),
    ...(note === undefined ? {} : { note }),
  }
}

function viewButton(button: InlineKeyboardButton): ButtonView {
  return {
    text: button.text,
    ...('callback_data' in button ? { data: button.callback_data } : {}),
    ...('url' in button ? { url: button.url } : {}),
  }
}

function viewKeyboard(keyboard: NonNullable<StoredMessage['keyboard']>): KeyboardView {
  if ('remove_keyboard' in keyboard) return { kind: 'remove' }
  const placeholder =
    keyboard.input_field_placeholder === undefined ? {} : { placeholder: keyboard.input_field_placeholder }
  if (!('keyboard' in keyboard)) return { kind: 'reply', ...placeholder }
  const rows = keyboard.keyboard.map((row) =>
    row.map((key) =>
      typeof key === 'string'
        ? { text: key }
        : {
            text: key.text,
            ...('request_contact' in key && key.request_contact ? { asksContact: true as const } : {}),
          },
    ),
  )
  return { kind: 'keys', rows, ...placeholder }
}

function noteOf(message: StoredMessage['message']): string | undefined {
  const who = message.from?.first_name ?? ''
  if (message.group_chat_created || message.supergroup_chat_created) return `${who} made the group`
  const [joined] = message.new_chat_members ?? []
  if (joined !== undefined)
    return joined.id === message.from?.id ? `${who} joined` : `${who} added ${joined.first_name}`
  const left = message.left_chat_member
  if (left !== undefined) return left.id === message.from?.id ? `${who} left` : `${who} removed ${left.first_name}`
  if (message.migrate_to_chat_id !== undefined) return 'The group became a supergroup'
  if (message.migrate_from_chat_id !== undefined) return 'A group became this supergroup'
  return undefined
}
