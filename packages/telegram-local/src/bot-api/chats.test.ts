import { expect, test } from 'vitest'
import { groupId, personId } from '../state/identifiers.ts'
import { call, start } from '../testing/started.ts'

test('chats, members and administrators are told', async () => {
  const started = await start()
  await started.people('/chats', { type: 'group', title: 'Main', members: ['ada', 'ben'] })
  await started.say('ada', '/start')
  const chat = groupId(1001, 'main')
  expect(await started.api.getChat(chat)).toMatchObject({ id: chat, type: 'group', title: 'Main' })
  expect(await started.api.getChat(personId('ada'))).toMatchObject({ type: 'private', first_name: 'Ada' })
  expect(await started.api.getChatMemberCount(chat)).toBe(3)
  expect(await started.api.getChatMember(chat, personId('ada'))).toMatchObject({ status: 'creator' })
  expect(await started.api.getChatMember(chat, personId('ben'))).toMatchObject({ status: 'member' })
  expect(await started.api.getChatMember(chat, 1001)).toMatchObject({ status: 'member', user: { is_bot: true } })
  expect((await call(started, 'getChatMember', { chat_id: chat, user_id: 77 })).description).toBe(
    'Bad Request: PARTICIPANT_ID_INVALID',
  )
  await started.people('/members', { chat: 'main', member: 'ben', status: 'administrator' })
  const administrators = await started.api.getChatAdministrators(chat)
  expect(administrators.map(({ status, user }) => [status, user.first_name])).toEqual([
    ['creator', 'Ada'],
    ['administrator', 'Ben'],
  ])
  expect(await started.api.sendChatAction(chat, 'typing')).toBe(true)
})

test('a bot that left a group is out of it', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/hello', 'main')
  expect(await started.api.leaveChat(chat.id)).toBe(true)
  expect((await call(started, 'sendMessage', { chat_id: chat.id, text: 'x' })).description).toBe(
    'Forbidden: bot is not a member of the group chat',
  )
  const before = await started.api.getUpdates()
  expect(before.at(-1)?.my_chat_member).toMatchObject({ new_chat_member: { status: 'left' } })
  await started.say('ada', '/anybody', 'main')
  await started.say('ben', '/me', 'main')
  expect(await started.api.getUpdates()).toHaveLength(before.length)
})

test('commands are kept by scope and language, and people see those of the narrowest scope', async () => {
  const started = await start()
  await started.say('ada', '/start')
  const everywhere = [{ command: 'help', description: 'Help' }]
  const inPrivate = [{ command: 'me', description: 'About me' }]
  await started.api.setMyCommands(everywhere)
  await started.api.setMyCommands(inPrivate, { scope: { type: 'all_private_chats' } })
  expect(await started.api.getMyCommands()).toEqual(everywhere)
  expect(await started.api.getMyCommands({ scope: { type: 'all_private_chats' } })).toEqual(inPrivate)
  expect(await started.people('/commands?chat=private&from=ada')).toEqual({ commands: inPrivate })
  expect(await started.people('/commands?chat=main&from=ada')).toEqual({ commands: everywhere })
  await started.api.deleteMyCommands({ scope: { type: 'all_private_chats' } })
  expect(await started.people('/commands?chat=private&from=ada')).toEqual({ commands: everywhere })
  const bad = { commands: [{ command: 'Not Good', description: 'x' }] }
  expect((await call(started, 'setMyCommands', bad)).description).toBe('Bad Request: BOT_COMMAND_INVALID')
})
