import { CommandError } from '../error/command-error.ts'
import { type CommandOption, type OptionValues, textOption } from './command.ts'

const usualDays = '30'

/** Over how long figures are told. */
export const daysOption: CommandOption = {
  flags: '--days <count>',
  summary: `over so many days, today among them; ${usualDays} where it is left out`,
}

/** A whole number of days, or an error of usage. */
export function daysIn(options: OptionValues): number {
  const days = Number(textOption(options, 'days') ?? usualDays)
  if (!Number.isInteger(days) || days < 1 || days > 3660)
    throw new CommandError('usage', '--days takes a whole number from 1 to 3660.')
  return days
}
