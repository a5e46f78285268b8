import type { World } from '../exchange/world.ts'
import type { Bot } from '../state/bots.ts'
import type { StoredChat } from '../state/chats.ts'
import { listMembers, memberStatus } from '../state/members.ts'
import { findPerson } from '../state/persons.ts'

/** A chat as people get it. */
export function viewChat({ id, name, type, title, migrated_to: migratedTo }: StoredChat) {
  return { id, name, type, title, ...(migratedTo === null ? {} : { migratedTo }) }
}

/** Who is in a chat. In a private one the person always is; the bot is listed as `kicked` where they blocked it. */
export function viewMembers({ database }: World, bot: Bot, chat: StoredChat) {
  const view = ({ member, status }: { member: number; status: string }) => {
    const isBot = member === bot.id
    return { id: member, name: isBot ? bot.name : (findPerson(database, member)?.name ?? ''), bot: isBot, status }
  }
  if (chat.type !== 'private') return listMembers(database, bot, chat).map(view)
  return [
    view({ member: chat.id, status: 'member' }),
    view({ member: bot.id, status: memberStatus(database, bot, chat, bot.id) }),
  ]
}
