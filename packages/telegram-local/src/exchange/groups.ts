import type { ChatMember, User } from '@grammyjs/types'
import { TelegramLocalError } from '../problem.ts'
import { type Bot, botUser } from '../state/bots.ts'
import { insertGroup, type StoredChat, telegramChat } from '../state/chats.ts'
import { isInside, type MemberStatus, memberStatus, setMemberStatus } from '../state/members.ts'
import { findPerson, type Person, personUser } from '../state/persons.ts'
import { chatMember } from './chat-member.ts'
import { isShownToBot } from './visibility.ts'
import { deliver, deliverMessage, postAsPerson, type World } from './world.ts'

/** What a new group is called and is. */
export interface GroupGiven {
  readonly name: string
  readonly title?: string
  readonly type?: 'group' | 'supergroup'
}

/** Makes a group with its creator and the bot in it; the bot is told as Telegram tells it. */
export function createGroup(world: World, bot: Bot, group: GroupGiven, creator: Person): StoredChat {
  if (findPerson(world.database, group.name) !== undefined) {
    throw new TelegramLocalError(
      'name-taken',
      `${group.name} is a person, so no group can be called that.`,
      'Take another name, or "private" for the chat of that person with the bot.',
    )
  }
  const chat = insertGroup(world.database, bot, group)
  setMemberStatus(world.database, bot, chat, creator.id, 'creator')
  changeStatus(world, bot, chat, personUser(creator), botUser(bot), 'member')
  const made =
    chat.type === 'group' ? { group_chat_created: true as const } : { supergroup_chat_created: true as const }
  const { message } = postAsPerson(world, bot, chat, creator, made)
  deliverMessage(world, bot, message)
  return chat
}

/** Brings a person into a group with the note that Telegram writes about it; nothing where they are in it. */
export function joinGroup(world: World, bot: Bot, chat: StoredChat, person: Person): void {
  const status = memberStatus(world.database, bot, chat, person.id)
  if (isInside(status)) return
  if (status === 'kicked') {
    throw new TelegramLocalError(
      'member-banned',
      `${person.name} was removed from ${chat.title}.`,
      'Give them the status member by POST /people/members first.',
    )
  }
  changeStatus(world, bot, chat, personUser(person), personUser(person), 'member')
  const { message } = postAsPerson(world, bot, chat, person, { new_chat_members: [personUser(person)] })
  if (isShownToBot(world.database, bot, chat, message)) deliverMessage(world, bot, message)
}

/** Writes a member's new status and tells the bot: about itself always, about others as administrator who asked for it. */
export function changeStatus(
  world: World,
  bot: Bot,
  chat: StoredChat,
  by: User,
  member: User,
  status: MemberStatus,
): void {
  const before = setMemberStatus(world.database, bot, chat, member.id, status)
  if (before === status) return
  const change = {
    chat: telegramChat(world.database, chat),
    from: by,
    date: Math.floor(Date.now() / 1000),
    old_chat_member: chatMember(member, before) satisfies ChatMember,
    new_chat_member: chatMember(member, status) satisfies ChatMember,
  }
  if (member.id === bot.id) deliver(world, bot, { my_chat_member: change })
  else if (memberStatus(world.database, bot, chat, bot.id) === 'administrator')
    deliver(world, bot, { chat_member: change })
}
