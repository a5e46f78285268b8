import type { BotCommand, BotCommandScope } from '@grammyjs/types'
import type { Bot } from './bots.ts'
import type { Database } from './database.ts'

/** Which list of commands: where it applies, and for which language (empty for all). */
export interface CommandList {
  readonly scope: BotCommandScope
  readonly language: string
}

/** One text for each scope, whatever order its fields came in. */
function scopeKey(scope: BotCommandScope): string {
  const { type, chat_id = '', user_id = '' } = scope as { type: string; chat_id?: number | string; user_id?: number }
  return `${type} ${chat_id} ${user_id}`.trim()
}

/** The bot's commands of one list; undefined where none were set. */
export function readCommands(database: Database, bot: Bot, { scope, language }: CommandList): BotCommand[] | undefined {
  const row = database.row<{ commands: string }>(
    'SELECT commands FROM commands WHERE bot = ? AND scope = ? AND language = ?',
    bot.id,
    scopeKey(scope),
    language,
  )
  return row === undefined ? undefined : (JSON.parse(row.commands) as BotCommand[])
}

/** Replaces one list. */
export function writeCommands(
  database: Database,
  bot: Bot,
  { scope, language }: CommandList,
  commands: BotCommand[],
): void {
  database.run(
    `INSERT INTO commands (bot, scope, language, commands) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET commands = excluded.commands`,
    bot.id,
    scopeKey(scope),
    language,
    JSON.stringify(commands),
  )
}

/** Removes one list. */
export function deleteCommands(database: Database, bot: Bot, { scope, language }: CommandList): void {
  database.run('DELETE FROM commands WHERE bot = ? AND scope = ? AND language = ?', bot.id, scopeKey(scope), language)
}
