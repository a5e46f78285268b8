import { expect, test } from 'vitest'
import { type Answer, call, start, tokens } from '../testing/started.ts'

/** Sends a body as it is and gives status and answer. */
async function send(url: string, init?: RequestInit) {
  const response = await fetch(url, init)
  return { status: response.status, headers: response.headers, body: (await response.json()) as Answer }
}

test('getMe tells who the bot is', async () => {
  const { api } = await start()
  expect(await api.getMe()).toMatchObject({
    id: 1001,
    is_bot: true,
    first_name: 'KICKAI testing',
    username: 'kickai_testing_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
  })
})

test('an unknown token, a token that is none, and an unknown method are refused as Telegram does', async () => {
  const started = await start()
  const unauthorized = { ok: false, error_code: 401, description: 'Unauthorized' }
  expect(await call(started, 'getMe', {}, '1001:another-token')).toEqual(unauthorized)
  expect((await call(started, 'getMe', {}, 'none')).description).toBe('Unauthorized: invalid token specified')
  const unknown = await send(`${started.telegram.url}/bot${tokens.testing}/getMoon`)
  expect(unknown.status).toBe(404)
  expect(unknown.body).toEqual({ ok: false, error_code: 404, description: 'Not Found: method not found' })
  expect((await send(`${started.telegram.url}/somewhere`)).body).toEqual({
    ok: false,
    error_code: 404,
    description: 'Not Found',
  })
})

test('GET, JSON, forms and multipart carry the same parameters, in any case of the method', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  const base = `${started.telegram.url}/bot${tokens.testing}`
  const fields = {
    chat_id: String(chat.id),
    text: 'same',
    disable_notification: 'true',
    reply_markup: JSON.stringify({ inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] }),
  }
  const multipart = new FormData()
  for (const [name, value] of Object.entries(fields)) multipart.set(name, value)
  const answers = [
    await send(`${base}/sendmessage?${new URLSearchParams(fields)}`),
    await send(`${base}/SENDMESSAGE`, { method: 'POST', body: new URLSearchParams(fields) }),
    await send(`${base}/sendMessage`, { method: 'POST', body: multipart }),
    await send(`${base}/sendMessage`, {
      method: 'POST',
      headers: { 'content-type': 'application/json; charset=utf-8' },
      body: JSON.stringify({ ...fields, chat_id: chat.id, parse_mode: null }),
    }),
  ]
  for (const { status, body } of answers) {
    expect(status).toBe(200)
    expect(body.result).toMatchObject({
      text: 'same',
      chat: { id: chat.id },
      reply_markup: { inline_keyboard: [[{ text: 'Yes', callback_data: 'yes' }]] },
    })
  }
})

test('a body that cannot be read is refused, and nothing is sent', async () => {
  const started = await start()
  await started.say('ada', '/start')
  const url = `${started.telegram.url}/bot${tokens.testing}/sendMessage`
  const json = { method: 'POST', headers: { 'content-type': 'application/json' } }
  for (const body of ['{"chat_id":', '[]', '"text"']) expect((await send(url, { ...json, body })).status).toBe(400)
  const multipart = { method: 'POST', headers: { 'content-type': 'multipart/form-data; boundary=x' }, body: 'torn' }
  expect((await send(url, multipart)).status).toBe(400)
  expect((await started.people('/chats/ada/messages')).messages).toHaveLength(1)
})

test('429 and 403 come on demand, as often as asked for', async () => {
  const started = await start()
  const { chat } = await started.say('ada', '/start')
  await started.people('/faults', { method: 'sendMessage', error: 429, retryAfter: 7, count: 2 })
  const base = `${started.telegram.url}/bot${tokens.testing}/sendMessage?chat_id=${chat.id}&text=hello`
  for (const _ of [1, 2]) {
    const { status, headers, body } = await send(base)
    expect(status).toBe(429)
    expect(headers.get('retry-after')).toBe('7')
    expect(body).toEqual({
      ok: false,
      error_code: 429,
      description: 'Too Many Requests: retry after 7',
      parameters: { retry_after: 7 },
    })
  }
  expect((await send(base)).status).toBe(200)
  await started.say('ben', '/start')
  await started.people('/faults', { method: '*', chat: 'ben', error: 403 })
  expect((await send(base)).status).toBe(200)
  const { chat: other } = await started.say('ben', 'again')
  expect((await call(started, 'sendMessage', { chat_id: other.id, text: 'x' })).description).toBe(
    'Forbidden: bot was blocked by the user',
  )
  await started.people('/faults', { method: 'sendMessage', error: 403, count: 5 })
  expect(await started.people('/faults', undefined, 'DELETE')).toEqual({ faults: [] })
  expect((await send(base)).status).toBe(200)
})
