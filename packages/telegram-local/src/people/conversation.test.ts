import { InlineKeyboard, Keyboard } from 'grammy'
import { expect, test } from 'vitest'
import { groupId, personId } from '../state/identifiers.ts'
import { eventually, start } from '../testing/started.ts'

test('persons and chats named by short names have stable ids above 32 bits', async () => {
  const started = await start()
  const { chat, message } = await started.say('ada', 'hello /start')
  expect(message.from.id).toBe(personId('ada'))
  expect(chat).toEqual({ id: personId('ada'), name: 'ada', type: 'private', title: 'Ada' })
  expect(personId('ada')).toBeGreaterThan(2 ** 32)
  const main = await started.say('ada', '/setup', 'main')
  expect(main.chat).toEqual({ id: groupId(1001, 'main'), name: 'main', type: 'group', title: 'Main' })
  const staging = await started.people('/messages', { bot: 'staging', from: 'ada', chat: 'main', text: '/setup' })
  expect(staging.chat.id).toBe(groupId(1002, 'main'))
  expect(staging.chat.id).not.toBe(main.chat.id)
})

test('ids serve as well as names', async () => {
  const started = await start()
  await started.people('/messages', { from: 7_123_456_789, chat: 7_123_456_789, text: 'hello' })
  const [update] = await started.api.getUpdates()
  expect(update?.message).toMatchObject({ from: { id: 7_123_456_789 }, chat: { id: 7_123_456_789, type: 'private' } })
  await started.api.sendMessage(7_123_456_789, 'hello')
  expect((await started.people('/chats/7123456789/messages')).messages).toHaveLength(2)
})

test('a waiting reader gets the answer as it comes', async () => {
  const started = await start()
  const { message } = await started.say('ada', 'ping')
  const waiting = started.people(`/chats/ada/messages?after=${message.id}&wait=20`)
  await started.api.sendMessage(personId('ada'), 'pong')
  expect((await waiting).messages).toMatchObject([{ text: 'pong', from: { bot: true } }])
})

test('a shared contact carries the own user id, another one does not', async () => {
  const started = await start()
  await started.people('/messages', { from: 'ada', chat: 'private', contact: true })
  await started.people('/messages', {
    from: 'ada',
    chat: 'private',
    contact: { phone: '+447700900999', name: 'Dan', own: false },
  })
  const [own, other] = await started.api.getUpdates()
  expect(own?.message?.contact).toEqual({
    phone_number: expect.stringMatching(/^\+447700900\d{3}$/),
    first_name: 'Ada',
    user_id: personId('ada'),
  })
  expect(other?.message?.contact).toEqual({ phone_number: '+447700900999', first_name: 'Dan' })
})

test('a reply keyboard is shown, with the key that asks for a contact', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  const reply_markup = new Keyboard().requestContact('Share my contact').row().text('Not now')
  await started.api.sendMessage(chat.id, 'Your contact, please', { reply_markup })
  const { messages } = await started.people('/chats/ada/messages')
  expect(messages.at(-1).keyboard).toEqual({
    kind: 'keys',
    rows: [[{ text: 'Share my contact', asksContact: true }], [{ text: 'Not now' }]],
  })
})

test('a tap reaches the bot and brings back its answer, by text or by data', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  const reply_markup = new InlineKeyboard().text('Yes', 'answer:yes').url('Map', 'https://example.org/')
  const sent = await started.api.sendMessage(chat.id, 'Coming?', { reply_markup })
  const tap = (button: string, more: object = {}) =>
    started.people('/taps', { chat: 'private', from: 'ada', message: sent.message_id, button, ...more })
  for (const [button, text] of [
    ['Yes', 'Noted'],
    ['answer:yes', undefined],
  ] as const) {
    const tapped = tap(button)
    const update = await eventually(async () => (await started.api.getUpdates({ offset: -1 }))[0]?.callback_query)
    expect(update).toMatchObject({
      data: 'answer:yes',
      from: { id: personId('ada') },
      message: { message_id: sent.message_id, text: 'Coming?' },
      chat_instance: expect.any(String),
    })
    await started.api.answerCallbackQuery(update.id, { ...(text === undefined ? {} : { text }), show_alert: true })
    expect(await tapped).toEqual({
      query: update.id,
      answered: true,
      answer: { ...(text === undefined ? {} : { text }), showAlert: true },
    })
    await started.api.getUpdates({ offset: 2 ** 31 - 1 })
    await started.api
      .getUpdates({ offset: -1 })
      .then(([last]) => started.api.getUpdates({ offset: (last?.update_id ?? 0) + 1 }))
  }
  expect(await tap('No')).toMatchObject({ code: 'button-unknown', wayOut: 'It has "Yes", "Map".' })
  expect(await tap('Map')).toMatchObject({ code: 'button-not-tappable', wayOut: 'It opens https://example.org/.' })
  expect(await tap('Yes', { message: 999 })).toMatchObject({ code: 'message-unknown' })
  expect(await tap('Yes', { wait: 0.05 })).toMatchObject({ answered: false })
})

test('an answer to a tap that is too old, or was answered, is refused', async () => {
  const refused =
    "Call to 'answerCallbackQuery' failed! (400: Bad Request: query is too old and response timeout expired or query ID is invalid)"
  for (const tapLifetimeSeconds of [0.02, 60]) {
    const started = await start({ tapLifetimeSeconds })
    const { chat } = await started.say('ada', '/start')
    const sent = await started.api.sendMessage(chat.id, 'Well?', {
      reply_markup: new InlineKeyboard().text('Yes', 'yes'),
    })
    const { query } = await started.people('/taps', {
      chat: 'private',
      from: 'ada',
      message: sent.message_id,
      button: 'Yes',
      wait: 0.05,
    })
    if (tapLifetimeSeconds === 60) await started.api.answerCallbackQuery(query)
    await expect(started.api.answerCallbackQuery(query)).rejects.toThrow(refused)
  }
})

test('changes tell what is new, edited and deleted since a cursor', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  const { cursor } = await started.people('/chats')
  const sent = await started.api.sendMessage(chat.id, 'one')
  await started.api.editMessageText(chat.id, sent.message_id, 'two')
  const news = await started.people(`/changes?since=${cursor}`)
  expect(news.messages).toMatchObject([{ chat: chat.id, id: sent.message_id, text: 'two', edited: true }])
  const waiting = started.people(`/changes?since=${news.cursor}&wait=20`)
  await started.api.deleteMessage(chat.id, sent.message_id)
  expect((await waiting).messages).toMatchObject([{ id: sent.message_id, deleted: true }])
})

test('bad requests are refused with all that is wrong, and nothing is written', async () => {
  const started = await start()
  const refused = await started.people('/messages', { from: '', chat: 'main', text: 'x'.repeat(4097), more: 1 })
  expect(refused.code).toBe('bad-request')
  expect(refused.message).toMatch(/from: .*text: a message has at most 4096 characters.*more/s)
  expect(await started.people('/messages', { from: 'ada', chat: 'main', text: ' ' })).toMatchObject({
    code: 'bad-request',
  })
  expect(await started.people('/messages', { bot: 'moon', from: 'ada', chat: 'main', text: 'x' })).toMatchObject({
    code: 'bot-unknown',
    wayOut: 'Name one of testing, staging.',
  })
  await started.say('ada', 'hello')
  expect(await started.say('ben', 'hello', 'ada')).toMatchObject({ code: 'chat-of-somebody-else' })
  expect(await started.people('/messages', { from: 'ada', chat: -77, text: 'x' })).toMatchObject({
    code: 'chat-unknown',
  })
  expect(await started.people('/chats/nowhere/messages')).toMatchObject({ code: 'chat-unknown' })
  expect(await started.people('/messages', { from: 'ada', chat: 'private', text: 'x', replyTo: 99 })).toMatchObject({
    code: 'message-unknown',
  })
  expect((await started.people('/chats')).chats).toHaveLength(1)
  expect((await started.people('/persons')).persons).toHaveLength(1)
})
