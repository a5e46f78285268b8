import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { call, eventually, start } from '../testing/started.ts'

interface Delivery {
  readonly headers: IncomingHttpHeaders
  readonly body: { readonly update_id: number; readonly message?: { readonly text?: string } }
}

/** A webhook that keeps what it gets and answers with what `answer` says. */
async function receiver(answer: (delivery: Delivery, count: number) => { status: number; body?: object }) {
  const deliveries: Delivery[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const delivery = { headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) }
    deliveries.push(delivery)
    const { status, body } = answer(delivery, deliveries.length)
    response
      .writeHead(status, { 'content-type': 'application/json' })
      .end(body === undefined ? '' : JSON.stringify(body))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
  return { url, deliveries, texts: () => deliveries.map(({ body }) => body.message?.text) }
}

const quickly = { webhookRetryDelays: [1, 5, 10] }

test('updates are posted in order with the secret, those that waited first', async () => {
  const started = await start(quickly)
  await started.say('ada', 'one')
  const { url, deliveries, texts } = await receiver(() => ({ status: 200 }))
  await started.api.setWebhook(url, { secret_token: 'A-secret_1' })
  await started.say('ada', 'two')
  await started.say('ada', 'three')
  await eventually(() => deliveries.length === 3 || undefined)
  expect(texts()).toEqual(['one', 'two', 'three'])
  expect(deliveries[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': 'A-secret_1',
  })
  expect(await started.api.getWebhookInfo()).toMatchObject({ url, pending_update_count: 0, max_connections: 40 })
})

test('what is not answered with 2xx is sent again, and nothing overtakes it', async () => {
  const started = await start(quickly)
  const { url, texts } = await receiver((_delivery, count) => ({ status: count <= 3 ? 500 : 200 }))
  await started.api.setWebhook(url)
  await started.say('ada', 'one')
  await started.say('ada', 'two')
  await eventually(() => texts().length === 5 || undefined)
  expect(texts()).toEqual(['one', 'one', 'one', 'one', 'two'])
  const info = await started.api.getWebhookInfo()
  expect(info.last_error_message).toBe('Wrong response from the webhook: 500 Internal Server Error')
  expect(info.last_error_date).toBeGreaterThan(1_700_000_000)
})

test('a webhook that is not there is tried until it is, over a restart too', async () => {
  const started = await start(quickly)
  const { url, texts } = await receiver(() => ({ status: 200 }))
  await started.api.setWebhook('http://127.0.0.1:9/')
  await started.say('ada', 'patience')
  await eventually(
    async () => (await started.api.getWebhookInfo()).last_error_message === 'Connection refused' || undefined,
  )
  expect((await started.api.getWebhookInfo()).pending_update_count).toBe(1)
  const again = await started.restart()
  expect((await again.api.getWebhookInfo()).url).toBe('http://127.0.0.1:9/')
  await again.api.setWebhook(url)
  await eventually(() => texts().length === 1 || undefined)
  expect(texts()).toEqual(['patience'])
})

test('deleting gives back what was not delivered, unless it is dropped', async () => {
  const started = await start(quickly)
  const { url } = await receiver(() => ({ status: 503 }))
  await started.api.setWebhook(url)
  await started.say('ada', 'kept')
  expect(await call(started, 'deleteWebhook')).toEqual({ ok: true, result: true, description: 'Webhook was deleted' })
  expect((await started.api.getUpdates())[0]?.message?.text).toBe('kept')
  await started.api.setWebhook(url, { drop_pending_updates: true })
  await started.api.deleteWebhook()
  expect(await started.api.getUpdates()).toEqual([])
})

test('a method in the answer to a delivery is called; one that reads or is refused does no harm', async () => {
  const started = await start(quickly)
  const { url } = await receiver(({ body }, count) => {
    if (count === 1) return { status: 200, body: { method: 'getMe' } }
    if (count === 2) return { status: 200, body: { method: 'sendMessage', chat_id: 1, text: 'to nobody' } }
    return { status: 200, body: { method: 'sendMessage', chat_id: chat.id, text: `You said ${body.message?.text}` } }
  })
  const { chat } = await started.say('ada', 'one')
  await started.api.setWebhook(url)
  await started.say('ada', 'two')
  await started.say('ada', 'three')
  const { messages } = await started.people('/chats/ada/messages?after=3&wait=5')
  expect(messages).toMatchObject([{ text: 'You said three', from: { bot: true } }])
  expect((await started.api.getWebhookInfo()).last_error_message).toContain('chat not found')
})

test('webhooks elsewhere, and secrets that are none, are refused and nothing is changed', async () => {
  const started = await start()
  const refused = async (parameters: object) => (await call(started, 'setWebhook', parameters)).description
  expect(await refused({ url: 'http://example.org/' })).toBe(
    'Bad Request: bad webhook: An HTTPS URL must be provided for webhook',
  )
  expect(await refused({ url: 'https://example.org/' })).toMatch(/^Bad Request: bad webhook: /)
  expect(await refused({ url: 'nonsense' })).toBe('Bad Request: invalid webhook URL specified')
  expect(await refused({ url: 'http://127.0.0.1:9/', secret_token: 'not so' })).toBe(
    'Bad Request: secret token contains unallowed characters',
  )
  expect(await refused({ url: 'http://127.0.0.1:9/', secret_token: 'x'.repeat(257) })).toBe(
    'Bad Request: secret token is too long',
  )
  expect((await started.api.getWebhookInfo()).url).toBe('')
})
