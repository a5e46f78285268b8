import type { InlineKeyboardMarkup, MessageEntity } from '@grammyjs/types'
import { z } from 'zod'
import type { Keyboard } from '../state/messages.ts'

/**
 * Readers for parameters as they come over the wire: JSON values, or text where the call is a GET, a form or
 * multipart. A message of an issue is the description that Telegram gives after `Bad Request: `.
 */

function fromText(parse: (text: string) => unknown): (value: unknown) => unknown {
  return (value) => (typeof value === 'string' ? parse(value) : value)
}

/** For methods that take no parameters, or whose parameters do nothing here. */
export const nothing = z.unknown().transform((): object => ({}))

/** A whole number; text that is none counts as absent, as on Telegram. */
export function integer() {
  return z.preprocess(
    fromText((text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : undefined)),
    z.number().int().optional(),
  )
}

/** A whole number that must be there. */
export function requiredInteger(description: string) {
  return z.preprocess(
    fromText((text) => (/^-?\d{1,16}$/.test(text) ? Number(text) : text)),
    z.number(description).int(description),
  )
}

export function boolean() {
  return z.preprocess(
    fromText((text) => ['true', 'yes', '1'].includes(text.toLowerCase())),
    z.boolean().optional(),
  )
}

/** Text; numbers and truth values are taken as they would be written. */
export function text() {
  return z.preprocess(
    (value) => (typeof value === 'number' || typeof value === 'boolean' ? `${value}` : value),
    z.string().optional(),
  )
}

/** A chat's id, or text where it is a username. */
export function chatId() {
  return z.preprocess(
    fromText((value) => (/^-?\d{1,16}$/.test(value) ? Number(value) : value)),
    z.union([z.number().int(), z.string().min(1, 'chat_id is empty')], 'chat_id is empty'),
  )
}

/** A structured value, as JSON where it comes as text. */
export function structure<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess(
    fromText((value) => {
      if (value === '') return undefined
      try {
        return JSON.parse(value) as unknown
      } catch {
        return value // Left as text, which no structure takes, so that its reader refuses it in its own words.
      }
    }),
    schema,
  )
}

export function entities() {
  const entity = z.looseObject({ type: z.string(), offset: z.number().int(), length: z.number().int() })
  const list = z.array(entity, "can't parse entities JSON object").transform((value) => value as MessageEntity[])
  return structure(list.optional())
}

const inlineButton = z
  .looseObject(
    { text: z.string().min(1, 'inline keyboard button text is empty') },
    'InlineKeyboardButton must be an Object',
  )
  .refine(
    ({ callback_data: data }) => data === undefined || (typeof data === 'string' && fits(data)),
    'BUTTON_DATA_INVALID',
  )
  .refine((button) => Object.keys(button).length > 1, 'Text buttons are unallowed in the inline keyboard')

function fits(data: string): boolean {
  const bytes = Buffer.byteLength(data)
  return bytes >= 1 && bytes <= 64
}

const markupError = "can't parse reply keyboard markup JSON object"
const inlineKeyboard = z.looseObject({ inline_keyboard: z.array(z.array(inlineButton)) }, markupError)
const replyKeyboard = z.union(
  [
    z.looseObject({ keyboard: z.array(z.array(z.union([z.string(), z.looseObject({ text: z.string() })]))) }),
    z.looseObject({ remove_keyboard: z.literal(true) }),
    z.looseObject({ force_reply: z.literal(true) }),
  ],
  markupError,
)

export function inlineMarkup() {
  return structure(inlineKeyboard.transform((value) => value as unknown as InlineKeyboardMarkup).optional())
}

/** An inline keyboard, or one of those that change what is under the text field. */
export function markup() {
  const either = z.unknown().transform((value, context): InlineKeyboardMarkup | Keyboard => {
    const inline = typeof value === 'object' && value !== null && 'inline_keyboard' in value
    const result = (inline ? inlineKeyboard : replyKeyboard).safeParse(value)
    if (!result.success) context.addIssue(result.error.issues[0]?.message ?? markupError)
    return value as InlineKeyboardMarkup | Keyboard
  })
  return structure(either.optional())
}
