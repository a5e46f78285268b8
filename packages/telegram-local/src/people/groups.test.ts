import { expect, test } from 'vitest'
import { groupId, personId } from '../state/identifiers.ts'
import { call, start } from '../testing/started.ts'

const main = groupId(1001, 'main')

test('a group is made by the first who writes, and the bot is told as Telegram tells it', async () => {
  const started = await start()
  await started.say('ada', '/setup', 'main')
  await started.say('ben', '/available', 'main')
  const updates = await started.api.getUpdates({ allowed_updates: [] })
  expect(updates).toMatchObject([
    { my_chat_member: { old_chat_member: { status: 'left' }, new_chat_member: { status: 'member' } } },
    { message: { group_chat_created: true, from: { id: personId('ada') } } },
    { message: { text: '/setup' } },
    { message: { new_chat_members: [{ id: personId('ben') }] } },
    { message: { text: '/available' } },
  ])
})

test('with privacy mode the bot sees commands, mentions and answers to itself; without it everything', async () => {
  const started = await start()
  const delivered = async (text: string, more: object = {}) =>
    (await started.people('/messages', { from: 'ada', chat: 'main', text, ...more })).message.delivered
  expect(await delivered('/help')).toBe(true)
  expect(await delivered('/help@kickai_testing_bot')).toBe(true)
  expect(await delivered('/help@another_bot')).toBe(false)
  expect(await delivered('who is in?')).toBe(false)
  expect(await delivered('@kickai_testing_bot who is in?')).toBe(true)
  const asked = await started.api.sendMessage(main, 'Are you?')
  expect(await delivered('yes', { replyTo: asked.message_id })).toBe(true)
  await started.people('/bots', { privacy: false })
  expect(await delivered('who is in?')).toBe(true)
  expect((await started.api.getMe()).can_read_all_group_messages).toBe(true)
  await started.people('/bots', { privacy: true })
  await started.people('/members', { chat: 'main', member: 'bot', status: 'administrator' })
  expect(await delivered('who is in?')).toBe(true)
})

test('people come and go, and the bot hears of it', async () => {
  const started = await start()
  await started.people('/chats', { type: 'supergroup', title: 'Main', members: ['ada', 'ben'] })
  await started.people('/members', { chat: 'main', member: 'bot', status: 'administrator' })
  await started.api.getUpdates({ offset: -1, allowed_updates: ['message', 'chat_member', 'my_chat_member'] })
  await started.people('/members', { chat: 'main', member: 'ben', status: 'kicked' })
  expect(await started.say('ben', '/hello', 'main')).toMatchObject({ code: 'member-banned' })
  await started.people('/members', { chat: 'main', member: 'ben', status: 'member' })
  const { chat } = await started.people('/members', { chat: 'main', member: 'cleo' })
  expect(chat.members.map(({ name, status }: { name: string; status: string }) => [name, status])).toEqual([
    ['ada', 'creator'],
    ['testing', 'administrator'],
    ['ben', 'member'],
    ['cleo', 'member'],
  ])
  const [, ...updates] = await started.api.getUpdates()
  expect(updates).toMatchObject([
    { chat_member: { from: { id: personId('ada') }, new_chat_member: { status: 'kicked' } } },
    { message: { left_chat_member: { id: personId('ben') } } },
    { chat_member: { new_chat_member: { status: 'member' } } },
    { message: { new_chat_members: [{ id: personId('ben') }] } },
    { chat_member: { new_chat_member: { status: 'member', user: { id: personId('cleo') } } } },
    { message: { new_chat_members: [{ id: personId('cleo') }] } },
  ])
})

test('a bot that was removed, or blocked, is refused until it is back', async () => {
  const started = await start()
  await started.say('ada', '/setup', 'main')
  await started.say('ada', '/start')
  const send = async (chat: number) => (await call(started, 'sendMessage', { chat_id: chat, text: 'x' })).description
  await started.people('/members', { chat: 'main', member: 'bot', status: 'kicked' })
  expect(await send(main)).toBe('Forbidden: bot was kicked from the group chat')
  await started.people('/members', { chat: 'main', member: 'bot' })
  expect(await send(main)).toBeUndefined()
  await started.people('/members', { chat: 'ada', member: 'bot', status: 'kicked' })
  expect(await send(personId('ada'))).toBe('Forbidden: bot was blocked by the user')
  expect(await started.say('ada', 'hello')).toMatchObject({ code: 'bot-blocked' })
  expect((await started.api.getUpdates({ offset: -1 }))[0]?.my_chat_member).toMatchObject({
    chat: { type: 'private' },
    new_chat_member: { status: 'kicked' },
  })
  await started.people('/members', { chat: 'ada', member: 'bot' })
  expect(await send(personId('ada'))).toBeUndefined()
  expect(await started.people('/members', { chat: 'ada', member: 'ben' })).toMatchObject({ code: 'chat-private' })
})

test('a group becomes a supergroup: both chats say so, and the old id tells the new one', async () => {
  const started = await start()
  await started.say('ada', '/setup', 'main')
  const { chat } = await started.people('/migrations', { chat: 'main' })
  expect(chat).toMatchObject({ name: 'main', type: 'supergroup', title: 'Main' })
  expect(chat.id).toBeLessThan(-1_000_000_000_000)
  const updates = await started.api.getUpdates({ offset: -2 })
  expect(updates).toMatchObject([
    { message: { chat: { id: main, type: 'group' }, migrate_to_chat_id: chat.id } },
    { message: { chat: { id: chat.id, type: 'supergroup' }, migrate_from_chat_id: main } },
  ])
  expect(await call(started, 'sendMessage', { chat_id: main, text: 'x' })).toEqual({
    ok: false,
    error_code: 400,
    description: 'Bad Request: group chat was upgraded to a supergroup chat',
    parameters: { migrate_to_chat_id: chat.id },
  })
  const { message } = await started.say('ada', '/matches', 'main')
  expect(message.id).toBe(2)
  expect(await started.people('/messages', { from: 'ada', chat: main, text: '/x' })).toMatchObject({
    code: 'chat-migrated',
  })
  expect(await started.people('/migrations', { chat: 'main' })).toMatchObject({ code: 'chat-no-group' })
  expect(await started.people('/migrations', { chat: 'ada' })).toMatchObject({ code: 'chat-unknown' })
})

test('a name belongs to one chat or one person', async () => {
  const started = await start()
  await started.say('ada', '/setup', 'main')
  const make = (title: string) => started.people('/chats', { title, members: ['ada'] })
  expect(await make('Main')).toMatchObject({ code: 'name-taken' })
  expect(await make('Ada')).toMatchObject({ code: 'name-taken' })
  expect(await started.say('main', 'hello')).toMatchObject({ code: 'name-taken' })
  expect(await started.say('1001', 'hello')).toMatchObject({ code: 'name-taken' })
  expect(await started.say('-5', 'hello')).toMatchObject({ code: 'person-unknown' })
  expect(await make('2026')).toMatchObject({ code: 'name-is-number' })
  expect(await make('Sunday League')).toMatchObject({ chat: { name: 'sunday league', title: 'Sunday League' } })
})
