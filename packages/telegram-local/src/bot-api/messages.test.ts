import { GrammyError, InlineKeyboard } from 'grammy'
import { expect, test } from 'vitest'
import { call, type Started, start } from '../testing/started.ts'

/** A private chat that the bot may write into. */
async function begun(): Promise<{ started: Started; chat: number }> {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  return { started, chat: chat.id }
}

/** The description with which a call is refused. */
async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (cause: unknown) => cause,
  )
  expect(error).toBeInstanceOf(GrammyError)
  return (error as GrammyError).description
}

test('a sent message is answered whole, and people see it', async () => {
  const { started, chat } = await begun()
  const sent = await started.api.sendMessage(chat, 'Hello /help')
  expect(sent).toMatchObject({
    from: { id: 1001, is_bot: true },
    chat: { id: chat, type: 'private', first_name: 'Ada' },
    text: 'Hello /help',
    entities: [{ type: 'bot_command', offset: 6, length: 5 }],
  })
  const { messages } = await started.people('/chats/ada/messages')
  expect(messages.at(-1)).toMatchObject({ id: sent.message_id, text: 'Hello /help', from: { bot: true } })
})

test('HTML becomes entities; HTML that cannot be read is refused', async () => {
  const { started, chat } = await begun()
  const sent = await started.api.sendMessage(chat, '<b>Ada</b> &lt;3', { parse_mode: 'HTML' })
  expect(sent).toMatchObject({ text: 'Ada <3', entities: [{ type: 'bold', offset: 0, length: 3 }] })
  expect(await refusal(started.api.sendMessage(chat, '<b>Ada', { parse_mode: 'HTML' }))).toBe(
    'Bad Request: can\'t parse entities: Can\'t find end tag corresponding to start tag "b"',
  )
})

test('an empty text, a long one and a missing chat are refused; 4096 characters are not', async () => {
  const { started, chat } = await begun()
  expect(await refusal(started.api.sendMessage(chat, ' \n'))).toBe('Bad Request: message text is empty')
  expect(await refusal(started.api.sendMessage(chat, 'x'.repeat(4097)))).toBe('Bad Request: message is too long')
  expect((await started.api.sendMessage(chat, '⚽'.repeat(4096))).text).toHaveLength(4096)
  expect(await refusal(started.api.sendMessage(404, 'hello'))).toBe('Bad Request: chat not found')
  expect(await refusal(started.api.sendMessage('@nobody', 'hello'))).toBe('Bad Request: chat not found')
  expect((await call(started, 'sendMessage', { text: 'hello' })).description).toBe('Bad Request: chat_id is empty')
})

test('a bot cannot begin a conversation, nor write to another bot', async () => {
  const { started } = await begun()
  const { message } = await started.say('ben', '/hello', 'main')
  expect(await refusal(started.api.sendMessage(message.from.id, 'hello'))).toBe(
    "Forbidden: bot can't initiate conversation with a user",
  )
  expect(await refusal(started.api.sendMessage(1002, 'hello'))).toBe("Forbidden: bots can't send messages to bots")
})

test('an answer carries the message it answers', async () => {
  const { started, chat } = await begun()
  const question = await started.api.sendMessage(chat, 'Well?')
  const { message } = await started.people('/messages', {
    chat,
    from: 'ada',
    text: 'Yes',
    replyTo: question.message_id,
  })
  const answer = await started.api.sendMessage(chat, 'Fine', { reply_parameters: { message_id: message.id } })
  expect(answer.reply_to_message).toMatchObject({ message_id: message.id, text: 'Yes' })
  expect(answer.reply_to_message).not.toHaveProperty('reply_to_message')
  const gone = { reply_parameters: { message_id: 9999 } }
  expect(await refusal(started.api.sendMessage(chat, 'x', gone))).toBe('Bad Request: message to be replied not found')
  const anyway = { reply_parameters: { message_id: 9999, allow_sending_without_reply: true } }
  expect(await started.api.sendMessage(chat, 'x', anyway)).not.toHaveProperty('reply_to_message')
})

test('buttons must say what they do, in at most 64 bytes', async () => {
  const { started, chat } = await begun()
  const keyboard = new InlineKeyboard().text('Long', 'x'.repeat(65))
  expect(await refusal(started.api.sendMessage(chat, 'x', { reply_markup: keyboard }))).toBe(
    'Bad Request: BUTTON_DATA_INVALID',
  )
  const bare = { inline_keyboard: [[{ text: 'Nothing' }]] }
  expect((await call(started, 'sendMessage', { chat_id: chat, text: 'x', reply_markup: bare })).error_code).toBe(400)
  const torn = { chat_id: chat, text: 'x', reply_markup: '{"inline' }
  expect((await call(started, 'sendMessage', torn)).description).toBe(
    "Bad Request: can't parse reply keyboard markup JSON object",
  )
})

test('editing changes text and buttons, and says when nothing changes', async () => {
  const { started, chat } = await begun()
  const reply_markup = new InlineKeyboard().text('Yes', 'yes')
  const sent = await started.api.sendMessage(chat, 'Coming?', { reply_markup })
  const notModified = /^Bad Request: message is not modified: specified new message content and reply markup/
  expect(await refusal(started.api.editMessageText(chat, sent.message_id, 'Coming?', { reply_markup }))).toMatch(
    notModified,
  )
  const edited = await started.api.editMessageText(chat, sent.message_id, 'Thank you')
  expect(edited).toMatchObject({ message_id: sent.message_id, text: 'Thank you', edit_date: expect.any(Number) })
  expect(edited).not.toHaveProperty('reply_markup')
  await started.api.editMessageReplyMarkup(chat, sent.message_id, { reply_markup })
  expect(await refusal(started.api.editMessageReplyMarkup(chat, sent.message_id, { reply_markup }))).toMatch(
    notModified,
  )
  const { messages } = await started.people('/chats/ada/messages')
  expect(messages.at(-1)).toMatchObject({ text: 'Thank you', edited: true, buttons: [[{ text: 'Yes', data: 'yes' }]] })
})

test('only own messages are edited, and only what is there', async () => {
  const { started, chat } = await begun()
  expect(await refusal(started.api.editMessageText(chat, 9999, 'x'))).toBe('Bad Request: message to edit not found')
  expect(await refusal(started.api.editMessageText(chat, 1, 'x'))).toBe("Bad Request: message can't be edited")
  expect((await call(started, 'editMessageText', { chat_id: chat, text: 'x' })).description).toBe(
    'Bad Request: message identifier is not specified',
  )
})

test('a deleted message is gone for the bot and marked for people', async () => {
  const { started, chat } = await begun()
  const sent = await started.api.sendMessage(chat, 'Secret')
  await started.api.deleteMessage(chat, sent.message_id)
  expect(await refusal(started.api.deleteMessage(chat, sent.message_id))).toBe(
    'Bad Request: message to delete not found',
  )
  expect(await refusal(started.api.editMessageText(chat, sent.message_id, 'x'))).toBe(
    'Bad Request: message to edit not found',
  )
  const { messages } = await started.people('/changes?since=0')
  expect(messages.at(-1)).toMatchObject({ id: sent.message_id, deleted: true })
  expect(JSON.stringify(messages.at(-1))).not.toContain('Secret')
})

test("in groups others' messages are deleted by administrators only", async () => {
  const { started } = await begun()
  const { chat, message } = await started.say('ada', '/x', 'main')
  expect(await refusal(started.api.deleteMessage(chat.id, message.id))).toBe("Bad Request: message can't be deleted")
  await started.people('/members', { chat: 'main', member: 'bot', status: 'administrator' })
  expect(await started.api.deleteMessage(chat.id, message.id)).toBe(true)
})

test('a document is stored, shown, sent again by its id, and fetched', async () => {
  const { started, chat } = await begun()
  const { InputFile } = await import('grammy')
  const file = new InputFile(Buffer.from('a,b\n1,2\n'), 'season.csv')
  const sent = await started.api.sendDocument(chat, file, { caption: 'The *season*' })
  expect(sent).toMatchObject({ caption: 'The *season*', document: { file_name: 'season.csv', file_size: 8 } })
  const again = await started.api.sendDocument(chat, sent.document.file_id)
  expect(again.document.file_id).toBe(sent.document.file_id)
  const { file_path } = await started.api.getFile(sent.document.file_id)
  const fetched = await fetch(`${started.telegram.url}/file/bot1001:local-testing-token/${file_path}`)
  expect(await fetched.text()).toBe('a,b\n1,2\n')
  const { messages } = await started.people('/chats/ada/messages')
  const [shown] = messages.slice(-1)
  expect(shown.document).toMatchObject({ name: 'season.csv', size: 8 })
  expect((await call(started, 'sendDocument', { chat_id: chat })).description).toBe(
    'Bad Request: there is no document in the request',
  )
})
