import type { UserFromGetMe } from '@grammyjs/types'
import type { Database } from './database.ts'

/** A bot as it is named when the server starts. `token` is `<id>:<secret>`, as Telegram gives them out. */
export interface BotGiven {
  /** Short name, such as the environment's. */
  readonly name: string
  readonly token: string
}

/** A bot that the server serves. */
export interface Bot {
  readonly id: number
  readonly name: string
  readonly username: string
  readonly firstName: string
}

/** What people see of a bot from its given name and id. */
export function describeBot(id: number, name: string): Bot {
  return { id, name, username: `kickai_${name.replaceAll('-', '_')}_bot`, firstName: `KICKAI ${name}` }
}

/** The bot as a Telegram user, as messages carry it. */
export function botUser(bot: Bot) {
  return { id: bot.id, is_bot: true, first_name: bot.firstName, username: bot.username } as const
}

/** Makes the bot's row where it is new; its updates are numbered from a number that nobody takes for an index. */
export function rememberBot(database: Database, bot: Bot): void {
  database.run('INSERT INTO bots (id, next_update) VALUES (?, 500000001) ON CONFLICT DO NOTHING', bot.id)
}

/** Whether the bot sees only what is meant for it in groups; on by default, as Telegram has it. */
export function privacyMode(database: Database, bot: Bot): boolean {
  return database.row<{ privacy: number }>('SELECT privacy FROM bots WHERE id = ?', bot.id)?.privacy !== 0
}

/** Switches privacy mode, as its owner does it by BotFather. */
export function setPrivacyMode(database: Database, bot: Bot, on: boolean): void {
  database.run('UPDATE bots SET privacy = ? WHERE id = ?', on ? 1 : 0, bot.id)
}

/** What getMe answers. */
export function botProfile(database: Database, bot: Bot): UserFromGetMe {
  return {
    ...botUser(bot),
    can_join_groups: true,
    can_read_all_group_messages: !privacyMode(database, bot),
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  }
}
