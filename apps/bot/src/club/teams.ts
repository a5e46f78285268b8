import type { Data, Transaction } from '@kickai/store'
import { type Change, recordAudit } from './change.ts'
import { type ChatRecord, type ChatRole, chatField, type Team } from './team.ts'

/** Reads a team; undefined where there is none of that id. */
export async function findTeam(transaction: Pick<Transaction, 'get'>, id: string): Promise<Team | undefined> {
  const data = await transaction.get('teams', id)
  return data === undefined ? undefined : asTeam(id, data)
}

/** All teams, for the person who runs the service; no command of a team uses it. */
export async function allTeams(transaction: Pick<Transaction, 'list'>): Promise<Team[]> {
  return (await transaction.list('teams')).map(({ id, data }) => asTeam(id, data))
}

/** What a chat is to the club, and its team; undefined for a chat that nobody has set up. */
export async function findChat(
  transaction: Pick<Transaction, 'get'>,
  chat: number,
): Promise<{ readonly role: ChatRole; readonly team: Team } | undefined> {
  const record = (await transaction.get('chats', String(chat))) as ChatRecord | undefined
  const team = record === undefined ? undefined : await findTeam(transaction, record.team)
  return record === undefined || team === undefined ? undefined : { role: record.role, team }
}

/** Writes a team's chat: the team itself, and the way from the chat's id to it. */
export function writeChat(transaction: Transaction, team: Team, role: ChatRole, chat: number): Team {
  const previous = team[chatField(role)]
  const written = { ...team, [chatField(role)]: chat }
  if (previous !== null && previous !== chat) transaction.delete('chats', String(previous))
  const { id, ...data } = written
  transaction.set('teams', id, data)
  transaction.set('chats', String(chat), { team: id, role } satisfies ChatRecord)
  return written
}

/**
 * Lets a team keep a chat whose id Telegram has changed, as it does when a group becomes a supergroup. Does nothing
 * where the old id belongs to no team, so it may be told twice.
 */
export async function migrateChat(change: Change, from: number, to: number): Promise<boolean> {
  const found = await findChat(change.transaction, from)
  if (found === undefined) return false
  writeChat(change.transaction, found.team, found.role, to)
  recordAudit(change, found.team.id, { what: 'chat-migrated', subject: found.role, before: from, after: to })
  return true
}

function asTeam(id: string, data: Data): Team {
  return { ...(data as Omit<Team, 'id'>), id }
}
