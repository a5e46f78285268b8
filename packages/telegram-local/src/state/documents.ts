import { randomBytes } from 'node:crypto'
import type { Bot } from './bots.ts'
import type { Database } from './database.ts'

/** A file that a bot sent. */
export interface StoredDocument {
  readonly id: string
  readonly name: string
  /** MIME type. */
  readonly type: string
  readonly content: Uint8Array
}

/** Keeps a file and gives it its id. */
export function insertDocument(database: Database, bot: Bot, file: Omit<StoredDocument, 'id'>): StoredDocument {
  const id = randomBytes(24).toString('base64url')
  database.run(
    'INSERT INTO documents (id, bot, name, type, content) VALUES (?, ?, ?, ?, ?)',
    id,
    bot.id,
    file.name,
    file.type,
    file.content,
  )
  return { id, ...file }
}

/** A file of this bot, or undefined. */
export function findDocument(database: Database, bot: Bot, id: string): StoredDocument | undefined {
  return database.row<StoredDocument>(
    'SELECT id, name, type, content FROM documents WHERE bot = ? AND id = ?',
    bot.id,
    id,
  )
}
