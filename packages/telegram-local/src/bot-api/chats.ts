import type { ChatFullInfo, ChatMember, ChatMemberAdministrator, ChatMemberOwner, User } from '@grammyjs/types'
import { z } from 'zod'
import { readableChat, writableChat } from '../exchange/access.ts'
import { chatMember } from '../exchange/chat-member.ts'
import { changeStatus } from '../exchange/groups.ts'
import { postAsBot } from '../exchange/world.ts'
import { botUser } from '../state/bots.ts'
import { telegramChat } from '../state/chats.ts'
import { listMembers, memberStatus } from '../state/members.ts'
import { findPerson, personUser } from '../state/persons.ts'
import { badRequest } from './failure.ts'
import { type Call, method } from './method.ts'
import { chatId, requiredInteger, text } from './parameters.ts'

const onlyChat = z.object({ chat_id: chatId() })

export const getChat = method('getChat')(onlyChat, ({ world, bot }, { chat_id }) => {
  const chat = telegramChat(world.database, readableChat(world, bot, chat_id))
  const gifts = {
    unlimited_gifts: false,
    limited_gifts: false,
    unique_gifts: false,
    premium_subscription: false,
    gifts_from_channels: false,
  }
  return { ...chat, accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: gifts } as ChatFullInfo
})

export const getChatMember = method('getChatMember')(
  z.object({ chat_id: chatId(), user_id: requiredInteger('invalid user_id specified') }),
  (call, { chat_id, user_id }): ChatMember => {
    const { world, bot } = call
    const chat = readableChat(world, bot, chat_id)
    const user = userById(call, user_id)
    if (user === undefined) throw badRequest('PARTICIPANT_ID_INVALID')
    if (chat.type !== 'private') return chatMember(user, memberStatus(world.database, bot, chat, user_id))
    return chatMember(user, user_id === chat.id || user_id === bot.id ? 'member' : 'left')
  },
)

export const getChatAdministrators = method('getChatAdministrators')(onlyChat, (call, { chat_id }) => {
  const { world, bot } = call
  const chat = readableChat(world, bot, chat_id)
  if (chat.type === 'private') throw badRequest('there are no administrators in the private chat')
  return listMembers(world.database, bot, chat).flatMap(({ member, status }) => {
    const user = userById(call, member)
    const isListed = user !== undefined && !user.is_bot && (status === 'creator' || status === 'administrator')
    return isListed ? [chatMember(user, status) as ChatMemberOwner | ChatMemberAdministrator] : []
  })
})

export const getChatMemberCount = method('getChatMemberCount')(onlyChat, ({ world, bot }, { chat_id }) => {
  const chat = readableChat(world, bot, chat_id)
  return chat.type === 'private' ? 2 : listMembers(world.database, bot, chat).length
})

export const leaveChat = method('leaveChat')(onlyChat, ({ world, bot }, { chat_id }) => {
  const chat = readableChat(world, bot, chat_id)
  if (chat.type === 'private') throw badRequest("private chat can't be left")
  postAsBot(world, bot, chat, { left_chat_member: botUser(bot) })
  changeStatus(world, bot, chat, botUser(bot), botUser(bot), 'left')
  return true
})

export const sendChatAction = method('sendChatAction')(
  z.object({ chat_id: chatId(), action: text() }),
  ({ world, bot }, { chat_id, action }) => {
    writableChat(world, bot, chat_id)
    if (action === undefined || !/^[a-z_]+$/.test(action)) throw badRequest('wrong parameter action in request')
    return true
  },
)

function userById({ world, bot }: Call, id: number): User | undefined {
  if (id === bot.id) return botUser(bot)
  const person = findPerson(world.database, id)
  return person === undefined ? undefined : personUser(person)
}
