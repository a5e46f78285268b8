import type { Update } from '@grammyjs/types'
import type { Bot } from './bots.ts'
import type { Database } from './database.ts'
import { isWanted, type UpdateKind } from './update-kinds.ts'

/** Telegram keeps what nobody fetches for one day. */
const keptSeconds = 24 * 60 * 60

/** The kinds the bot asked for last; undefined for Telegram's default. */
export function allowedUpdates(database: Database, bot: Bot): UpdateKind[] | undefined {
  const row = database.row<{ allowed: string | null }>(
    'SELECT allowed_updates AS allowed FROM bots WHERE id = ?',
    bot.id,
  )
  return row?.allowed == null ? undefined : (JSON.parse(row.allowed) as UpdateKind[])
}

/** Keeps which kinds the bot wants from now on; an empty list means Telegram's default again. */
export function setAllowedUpdates(database: Database, bot: Bot, kinds: readonly UpdateKind[]): void {
  const value = kinds.length === 0 ? null : JSON.stringify(kinds)
  database.run('UPDATE bots SET allowed_updates = ? WHERE id = ?', value, bot.id)
}

/** Queues an update under the bot's next number, or gives undefined where the bot does not want this kind. */
export function appendUpdate(database: Database, bot: Bot, update: Omit<Update, 'update_id'>): number | undefined {
  const [entry] = Object.entries(update) as [UpdateKind, unknown][]
  if (entry === undefined) throw new Error('An update without content')
  const [kind, payload] = entry
  if (!isWanted(kind, allowedUpdates(database, bot))) return undefined
  const id = nextUpdateId(database, bot)
  database.run('UPDATE bots SET next_update = ? WHERE id = ?', id + 1, bot.id)
  database.run(
    'INSERT INTO updates (bot, id, date, kind, payload) VALUES (?, ?, ?, ?, ?)',
    bot.id,
    id,
    now(),
    kind,
    JSON.stringify(payload),
  )
  return id
}

/** The number that the bot's next update will have. */
export function nextUpdateId(database: Database, bot: Bot): number {
  const row = database.row<{ next: number }>('SELECT next_update AS next FROM bots WHERE id = ?', bot.id)
  if (row === undefined) throw new Error(`Bot ${bot.id} is not kept here`)
  return row.next
}

/** Waiting updates from an id on, oldest first; those of more than a day ago are gone. */
export function readUpdates(database: Database, bot: Bot, from: number, limit: number): Update[] {
  database.run('DELETE FROM updates WHERE bot = ? AND date < ?', bot.id, now() - keptSeconds)
  return database
    .rows<{ id: number; kind: UpdateKind; payload: string }>(
      'SELECT id, kind, payload FROM updates WHERE bot = ? AND id >= ? ORDER BY id LIMIT ?',
      bot.id,
      from,
      limit,
    )
    .map(({ id, kind, payload }): Update => ({ update_id: id, [kind]: JSON.parse(payload) }))
}

/** Forgets every update below an id for good. */
export function confirmUpdates(database: Database, bot: Bot, below: number): void {
  database.run('DELETE FROM updates WHERE bot = ? AND id < ?', bot.id, below)
}

/** Forgets all but the newest `count` updates. */
export function keepNewestUpdates(database: Database, bot: Bot, count: number): void {
  database.run(
    `DELETE FROM updates WHERE bot = ? AND id NOT IN
     (SELECT id FROM updates WHERE bot = ? ORDER BY id DESC LIMIT ?)`,
    bot.id,
    bot.id,
    count,
  )
}

/** How many updates wait for the bot. */
export function countUpdates(database: Database, bot: Bot): number {
  return database.row<{ count: number }>('SELECT count(*) AS count FROM updates WHERE bot = ?', bot.id)?.count ?? 0
}

function now(): number {
  return Math.floor(Date.now() / 1000)
}
