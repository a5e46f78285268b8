import type { Bot } from './bots.ts'
import type { StoredChat } from './chats.ts'
import type { Database } from './database.ts'

export type MemberStatus = 'creator' | 'administrator' | 'member' | 'left' | 'kicked'

/** Whether somebody with this status is in the chat. */
export function isInside(status: MemberStatus): boolean {
  return status !== 'left' && status !== 'kicked'
}

/** Someone's status in a chat; `left` for somebody who never was there. */
export function memberStatus(database: Database, bot: Bot, chat: StoredChat, member: number): MemberStatus {
  const row = database.row<{ status: MemberStatus }>(
    'SELECT status FROM members WHERE bot = ? AND chat = ? AND member = ?',
    bot.id,
    chat.id,
    member,
  )
  return row?.status ?? 'left'
}

/** Writes somebody's status and gives the one before. */
export function setMemberStatus(
  database: Database,
  bot: Bot,
  chat: StoredChat,
  member: number,
  status: MemberStatus,
): MemberStatus {
  const before = memberStatus(database, bot, chat, member)
  database.run(
    `INSERT INTO members (bot, chat, member, status) VALUES (?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET status = excluded.status`,
    bot.id,
    chat.id,
    member,
    status,
  )
  return before
}

/** Everybody who is in the chat, with their status, in the order they came. */
export function listMembers(
  database: Database,
  bot: Bot,
  chat: StoredChat,
): { member: number; status: MemberStatus }[] {
  return database
    .rows<{ member: number; status: MemberStatus }>(
      'SELECT member, status FROM members WHERE bot = ? AND chat = ? ORDER BY rowid',
      bot.id,
      chat.id,
    )
    .filter(({ status }) => isInside(status))
}
