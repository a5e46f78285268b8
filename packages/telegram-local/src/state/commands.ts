import type { BotCommand, BotCommandScope } from '@grammyjs/types'
import type { Bot } from './bots.ts'
import type { StoredChat } from './chats.ts'
import type { Database } from './database.ts'
import { memberStatus } from './members.ts'

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

/** A chat, or the kind that it will be once somebody writes there. */
export type Place = StoredChat | { readonly type: 'private' | 'group'; readonly id?: undefined }

/** The commands that Telegram shows to this person in this place: those of the narrowest scope that has any. */
export function commandsFor(database: Database, bot: Bot, place: Place, person: number | undefined): BotCommand[] {
  const language = 'en'
  const scopes = place.type === 'private' ? privateScopes(place) : groupScopes(database, bot, place, person)
  for (const scope of scopes) {
    const commands =
      readCommands(database, bot, { scope, language }) ?? readCommands(database, bot, { scope, language: '' })
    if (commands !== undefined) return commands
  }
  return []
}

function privateScopes({ id }: Place): BotCommandScope[] {
  const own: BotCommandScope[] = id === undefined ? [] : [{ type: 'chat', chat_id: id }]
  return [...own, { type: 'all_private_chats' }, { type: 'default' }]
}

function groupScopes(database: Database, bot: Bot, place: Place, person: number | undefined): BotCommandScope[] {
  const everywhere: BotCommandScope[] = [{ type: 'all_group_chats' }, { type: 'default' }]
  if (place.id === undefined || person === undefined) return everywhere
  const status = memberStatus(database, bot, place, person)
  const isAdministrator = status === 'administrator' || status === 'creator'
  return [
    { type: 'chat_member', chat_id: place.id, user_id: person },
    ...(isAdministrator ? [{ type: 'chat_administrators', chat_id: place.id } as const] : []),
    { type: 'chat', chat_id: place.id },
    ...(isAdministrator ? [{ type: 'all_chat_administrators' } as const] : []),
    ...everywhere,
  ]
}
