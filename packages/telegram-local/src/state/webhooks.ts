import type { Bot } from './bots.ts'
import type { Database } from './database.ts'

/** Where a bot wants its updates sent, and what went wrong last. */
export interface Webhook {
  readonly url: string
  readonly secretToken?: string
  readonly maxConnections: number
  /** Seconds since 1970. */
  readonly lastErrorDate?: number
  readonly lastErrorMessage?: string
}

/** The bot's webhook, or undefined where it polls. */
export function readWebhook(database: Database, bot: Bot): Webhook | undefined {
  const row = database.row<{ webhook: string | null }>('SELECT webhook FROM bots WHERE id = ?', bot.id)
  return row?.webhook == null ? undefined : (JSON.parse(row.webhook) as Webhook)
}

/** Sets the bot's webhook, or removes it. */
export function writeWebhook(database: Database, bot: Bot, webhook: Webhook | undefined): void {
  database.run(
    'UPDATE bots SET webhook = ? WHERE id = ?',
    webhook === undefined ? null : JSON.stringify(webhook),
    bot.id,
  )
}

/** Notes what went wrong with a delivery; nothing where the webhook is gone meanwhile. */
export function noteWebhookError(database: Database, bot: Bot, lastErrorMessage: string): void {
  const webhook = readWebhook(database, bot)
  if (webhook === undefined) return
  writeWebhook(database, bot, { ...webhook, lastErrorDate: Math.floor(Date.now() / 1000), lastErrorMessage })
}
