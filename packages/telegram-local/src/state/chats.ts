import type { Chat } from '@grammyjs/types'
import type { Bot } from './bots.ts'
import type { Database } from './database.ts'
import { groupId, supergroupId } from './identifiers.ts'
import { capitalised, findPerson, type Person } from './persons.ts'

/** A chat of one bot. A private chat has its person's id and name. */
export interface StoredChat {
  readonly id: number
  readonly name: string | null
  readonly type: 'private' | 'group' | 'supergroup'
  readonly title: string
  /** The supergroup that this group has become. */
  readonly migrated_to: number | null
}

const columns = 'SELECT id, name, type, title, migrated_to FROM chats'

/** A chat by id or by short name, or undefined. */
export function findChat(database: Database, bot: Bot, reference: number | string): StoredChat | undefined {
  const key = typeof reference === 'number' ? 'id' : 'name'
  return database.row<StoredChat>(`${columns} WHERE bot = ? AND ${key} = ?`, bot.id, reference)
}

/** The bot's chats in the order they were made. */
export function listChats(database: Database, bot: Bot): StoredChat[] {
  return database.rows<StoredChat>(`${columns} WHERE bot = ? ORDER BY rowid`, bot.id)
}

/** The private chat of a person with the bot, made on first use. */
export function ensurePrivateChat(database: Database, bot: Bot, person: Person): StoredChat {
  return (
    findChat(database, bot, person.id) ??
    insertChat(database, bot, { id: person.id, name: person.name, type: 'private', title: person.first_name })
  )
}

/** Makes a group of this name; its id follows from the name. */
export function insertGroup(
  database: Database,
  bot: Bot,
  group: {
    readonly name: string
    readonly title?: string
    readonly type?: 'group' | 'supergroup'
    readonly id?: number
  },
): StoredChat {
  const { name, title = capitalised(name), type = 'group', id = groupId(bot.id, name) } = group
  return insertChat(database, bot, { id, name, type, title })
}

/** Makes the supergroup that a group becomes; it takes over the short name. */
export function insertSupergroup(database: Database, bot: Bot, group: StoredChat): StoredChat {
  const name = group.name ?? String(group.id)
  const id = supergroupId(bot.id, name)
  database.run('UPDATE chats SET name = NULL, migrated_to = ? WHERE bot = ? AND id = ?', id, bot.id, group.id)
  return insertChat(database, bot, { id, name, type: 'supergroup', title: group.title })
}

function insertChat(database: Database, bot: Bot, chat: Omit<StoredChat, 'migrated_to'>): StoredChat {
  database.run(
    'INSERT INTO chats (bot, id, name, type, title) VALUES (?, ?, ?, ?, ?)',
    bot.id,
    chat.id,
    chat.name,
    chat.type,
    chat.title,
  )
  return { ...chat, migrated_to: null }
}

/** The chat as messages carry it. */
export function telegramChat(database: Database, chat: StoredChat): Exclude<Chat, Chat.ChannelChat> {
  if (chat.type !== 'private') return { id: chat.id, type: chat.type, title: chat.title }
  return { id: chat.id, type: 'private', first_name: findPerson(database, chat.id)?.first_name ?? chat.title }
}
