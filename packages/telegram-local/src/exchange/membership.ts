import type { User } from '@grammyjs/types'
import { TelegramLocalError } from '../problem.ts'
import { type Bot, botUser } from '../state/bots.ts'
import type { StoredChat } from '../state/chats.ts'
import { isInside, listMembers, type MemberStatus, memberStatus } from '../state/members.ts'
import { findPerson, type Person, personUser } from '../state/persons.ts'
import { changeStatus } from './groups.ts'
import { deliverMessage, postAsPerson, type World } from './world.ts'

/** Who becomes what in a chat, and by whom. */
export interface MembershipChange {
  /** A person, or the bot itself. */
  readonly member: Person | Bot
  readonly status: Exclude<MemberStatus, 'creator'>
  /** The group's creator where absent; in a private chat always its person. */
  readonly by?: Person
}

/**
 * Brings somebody into a chat, sends them away, or makes them administrator, with the notes and updates that Telegram
 * makes of it. In a private chat the bot alone can be changed: `kicked` blocks it, `member` unblocks it.
 */
export function changeMembership(world: World, bot: Bot, chat: StoredChat, change: MembershipChange): void {
  const isBot = change.member.id === bot.id
  if (chat.type === 'private' && !isBot) {
    throw new TelegramLocalError(
      'chat-private',
      `Nobody joins or leaves the private chat of ${chat.title}.`,
      'Name a group, or the bot as member to block or unblock it.',
    )
  }
  const user = 'username' in change.member ? botUser(change.member) : personUser(change.member)
  const by = change.by ?? owner(world, bot, chat)
  const wasInside = isInside(memberStatus(world.database, bot, chat, user.id))
  changeStatus(world, bot, chat, personUser(by), user, change.status)
  if (chat.type !== 'private') noteMovement(world, bot, chat, by, user, wasInside, isInside(change.status))
}

/** The line in the group that says who came or went. */
function noteMovement(
  world: World,
  bot: Bot,
  chat: StoredChat,
  by: Person,
  user: User,
  wasInside: boolean,
  isNowInside: boolean,
): void {
  if (wasInside === isNowInside) return
  const content = isNowInside ? { new_chat_members: [user] } : { left_chat_member: user }
  const { message } = postAsPerson(world, bot, chat, by, content)
  const isBotThere = isInside(memberStatus(world.database, bot, chat, bot.id))
  if (isBotThere || user.id === bot.id) deliverMessage(world, bot, message)
}

/** The person of a private chat, or whoever made the group. */
function owner({ database }: World, bot: Bot, chat: StoredChat): Person {
  const creator = listMembers(database, bot, chat).find(({ status }) => status === 'creator')
  const person = findPerson(database, chat.type === 'private' ? chat.id : (creator?.member ?? 0))
  if (person !== undefined) return person
  throw new TelegramLocalError('person-unknown', `Nobody owns ${chat.title}.`, 'Say by whom this is done, as "by".')
}
