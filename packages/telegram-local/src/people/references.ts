import { z } from 'zod'
import type { World } from '../exchange/world.ts'
import { TelegramLocalError } from '../problem.ts'
import type { Bot } from '../state/bots.ts'

/** A short name: something to read, without control characters. */
export const shortName = z
  .string()
  .trim()
  .min(1, 'a name is at least one character')
  .max(64, 'a name is at most 64 characters')
  .regex(/^\P{Cc}*$/u, 'a name has no control characters')

const wholeNumber = /^-?\d{1,16}$/

/** A chat or a person: an id, or a short name. Digits alone are an id, also as text. */
export const reference = z
  .union([z.number().int(), shortName])
  .transform((value) => (typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value))

/** A bot's name, username or id; the first bot where it is absent. */
export const botReference = z.union([z.number().int(), z.string()]).optional()

/** The bot that a people call means. Throws `bot-unknown`. */
export function findBot(world: World, given: number | string | undefined): Bot {
  const [first] = world.bots
  const wanted = String(given).replace(/^@/, '')
  const found =
    given === undefined || given === ''
      ? first
      : world.bots.find(({ name, username, id }) => [name, username, String(id)].includes(wanted))
  if (found !== undefined) return found
  throw new TelegramLocalError(
    'bot-unknown',
    `There is no bot ${wanted}.`,
    `Name one of ${world.bots.map(({ name }) => name).join(', ')}.`,
  )
}

/** Whether a reference to a member means the bot itself. */
export function isBot(bot: Bot, given: number | string): boolean {
  return [bot.id, bot.name, bot.username, 'bot'].includes(given)
}
