import { randomBytes } from 'node:crypto'
import type { Bot } from './bots.ts'
import type { Database } from './database.ts'

/** What a bot answered to a tap. */
export interface TapAnswer {
  readonly text?: string
  readonly showAlert: boolean
  readonly url?: string
}

/** Notes a tap and gives its id, a number in text as on Telegram. */
export function insertQuery(database: Database, bot: Bot): string {
  const id = String(randomBytes(8).readBigUInt64BE() >> 1n)
  database.run('INSERT INTO callback_queries (id, bot, date) VALUES (?, ?, ?)', id, bot.id, Date.now())
  return id
}

/** Keeps the answer of a tap that is not answered yet and not older than that; says whether there was one. */
export function answerQuery(
  database: Database,
  bot: Bot,
  id: string,
  answer: TapAnswer,
  lifetimeSeconds: number,
): boolean {
  const row = database.row(
    'UPDATE callback_queries SET answer = ? WHERE id = ? AND bot = ? AND answer IS NULL AND date >= ? RETURNING id',
    JSON.stringify(answer),
    id,
    bot.id,
    Date.now() - lifetimeSeconds * 1000,
  )
  return row !== undefined
}

/** The answer of a tap, once it has one. */
export function readAnswer(database: Database, id: string): TapAnswer | undefined {
  const row = database.row<{ answer: string | null }>('SELECT answer FROM callback_queries WHERE id = ?', id)
  return row?.answer == null ? undefined : (JSON.parse(row.answer) as TapAnswer)
}
