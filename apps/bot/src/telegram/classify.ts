import type { Contact, Message, Update } from '@grammyjs/types'

/** A command as it was typed. */
export interface CommandText {
  /** In lower case, without the slash. */
  readonly word: string
  /** Whether it named this bot: `/ping@our_bot`. */
  readonly addressed: boolean
  /** The rest of the message. */
  readonly rest: string
}

/** What an update asks for, seen without any register. */
export type Classified =
  | { readonly kind: 'ignored'; readonly why: string }
  | { readonly kind: 'migration'; readonly from: number; readonly to: number }
  | { readonly kind: 'command'; readonly message: Message; readonly command: CommandText }
  | { readonly kind: 'contact'; readonly message: Message; readonly contact: Contact }
  /** Words in private that are no command. */
  | { readonly kind: 'words'; readonly message: Message }
  /** A command whose author or sender is not the person who seems to send it. */
  | { readonly kind: 'not-own'; readonly message: Message; readonly why: 'anonymous' | 'forwarded' }

/** Finds out what an update asks for. `username` is the bot's, to tell commands to it from those to other bots. */
export function classify(update: Update, username: string): Classified {
  const message = update.message
  if (message === undefined) return { kind: 'ignored', why: 'no message' }
  if (message.migrate_to_chat_id !== undefined) {
    return { kind: 'migration', from: message.chat.id, to: message.migrate_to_chat_id }
  }
  if (message.migrate_from_chat_id !== undefined) {
    return { kind: 'migration', from: message.migrate_from_chat_id, to: message.chat.id }
  }
  const isPrivate = message.chat.type === 'private'
  const command = readCommand(message.text ?? '', username)
  const asks = command !== undefined || (isPrivate && message.contact !== undefined)
  if (asks && isAnonymous(message)) return { kind: 'not-own', message, why: 'anonymous' }
  if (message.from === undefined || message.from.is_bot) return { kind: 'ignored', why: 'not from a person' }
  if (asks && (message.forward_origin !== undefined || message.via_bot !== undefined)) {
    return { kind: 'not-own', message, why: 'forwarded' }
  }
  if (command !== undefined) return { kind: 'command', message, command }
  if (isPrivate && message.contact !== undefined) return { kind: 'contact', message, contact: message.contact }
  return isPrivate ? { kind: 'words', message } : { kind: 'ignored', why: 'no command' }
}

/**
 * Whether the message speaks for a chat and not for a person: an anonymous admin, or a channel whose posts go into the
 * group. Such a message has a sender that is nobody in particular, so it has no level.
 */
function isAnonymous(message: Message): boolean {
  return message.sender_chat !== undefined
}

function readCommand(text: string, username: string): CommandText | undefined {
  const found = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]+))?(?:\s+([\s\S]*))?$/i.exec(text.trimEnd())
  if (found === null) return undefined
  const [, word = '', addressee, rest = ''] = found
  if (addressee !== undefined && addressee.toLowerCase() !== username.toLowerCase()) return undefined
  return { word: word.toLowerCase(), addressed: addressee !== undefined, rest: rest.trim() }
}
