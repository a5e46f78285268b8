import { TelegramLocalError } from '../problem.ts'
import type { Bot } from '../state/bots.ts'
import { insertSupergroup, type StoredChat } from '../state/chats.ts'
import { listMembers, setMemberStatus } from '../state/members.ts'
import { findPerson } from '../state/persons.ts'
import { deliverMessage, postAsPerson, type World } from './world.ts'

/**
 * Makes a supergroup of a group: a new chat with a new id and the same people, under the same short name. The bot is
 * told in both, and the old id answers with where it went. What was said stays in the old one.
 */
export function migrateGroup(world: World, bot: Bot, chat: StoredChat): StoredChat {
  const members = listMembers(world.database, bot, chat)
  const creator = findPerson(world.database, members.find(({ status }) => status === 'creator')?.member ?? 0)
  if (chat.type !== 'group' || chat.migrated_to !== null || creator === undefined) {
    throw new TelegramLocalError('chat-no-group', `${chat.title} is no group.`, 'Only a group becomes a supergroup.')
  }
  const supergroup = insertSupergroup(world.database, bot, chat)
  for (const { member, status } of members) setMemberStatus(world.database, bot, supergroup, member, status)
  const farewell = postAsPerson(world, bot, chat, creator, { migrate_to_chat_id: supergroup.id })
  const arrival = postAsPerson(world, bot, supergroup, creator, { migrate_from_chat_id: chat.id })
  for (const { message } of [farewell, arrival]) deliverMessage(world, bot, message)
  return supergroup
}
