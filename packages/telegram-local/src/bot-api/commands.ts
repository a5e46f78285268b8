import type { BotCommandScope } from '@grammyjs/types'
import { z } from 'zod'
import { deleteCommands, readCommands, writeCommands } from '../state/commands.ts'
import { badRequest } from './failure.ts'
import { method } from './method.ts'
import { structure, text } from './parameters.ts'

const scope = () =>
  structure(
    z
      .looseObject({ type: z.string() }, "can't parse BotCommandScope JSON object")
      .transform((value) => value as unknown as BotCommandScope)
      .optional(),
  )

const command = z.object({ command: z.string(), description: z.string() })
const commandsError = "can't parse commands JSON object"
const list = { scope: scope(), language_code: text() }
const everywhere: BotCommandScope = { type: 'default' }

export const setMyCommands = method('setMyCommands')(
  z.object({ commands: structure(z.array(command, commandsError).readonly()), ...list }),
  ({ world, bot }, { commands, scope: where = everywhere, language_code: language = '' }) => {
    const read = commands.map(({ command: name, description }) => ({
      command: name.trim().replace(/^\//, ''),
      description: description.trim(),
    }))
    if (read.length > 100) throw badRequest('BOT_COMMANDS_TOO_MUCH')
    if (!read.every(({ command: name }) => /^[a-z0-9_]{1,32}$/.test(name))) throw badRequest('BOT_COMMAND_INVALID')
    if (!read.every(({ description }) => description.length >= 1 && description.length <= 256)) {
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID')
    }
    if (read.length === 0) deleteCommands(world.database, bot, { scope: where, language })
    else writeCommands(world.database, bot, { scope: where, language }, read)
    return true
  },
)

export const getMyCommands = method('getMyCommands')(
  z.object(list),
  ({ world, bot }, { scope: where = everywhere, language_code: language = '' }) =>
    readCommands(world.database, bot, { scope: where, language }) ?? [],
)

export const deleteMyCommands = method('deleteMyCommands')(
  z.object(list),
  ({ world, bot }, { scope: where = everywhere, language_code: language = '' }) => {
    deleteCommands(world.database, bot, { scope: where, language })
    return true
  },
)
