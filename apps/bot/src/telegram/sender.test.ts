import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pino } from 'pino'
import { expect, onTestFinished, test } from 'vitest'
import { openClub } from '../../fixtures/club.ts'
import { botCollections } from './collections.ts'
import { connect } from './connection.ts'
import { takeLease } from './lease.ts'
import { type MessagePayload, putInLine, unsentEntries } from './outbox.ts'
import { createSender } from './sender.ts'

const collections = botCollections('1')
const payload: MessagePayload = { chat_id: 5, text: 'Hello', entities: [], link_preview_options: { is_disabled: true } }

type Reaction = { readonly status: number; readonly body: object } | 'hang up'

/** A server in Telegram's place that reacts to one request after the other as told, then always sends; it notes the chats. */
async function serve(...reactions: Reaction[]): Promise<{ url: string; chats: number[] }> {
  const chats: number[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      chats.push((JSON.parse(body) as { chat_id: number }).chat_id)
      const reaction = reactions.shift() ?? { status: 200, body: { ok: true, result: { message_id: 77 } } }
      if (reaction === 'hang up') request.socket.destroy()
      else response.writeHead(reaction.status).end(JSON.stringify(reaction.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, chats }
}

const refused = (code: number, description: string, parameters = {}): Reaction => ({
  status: code,
  body: { ok: false, error_code: code, description, parameters },
})

/** Sends one message through the outbox and gives what was noted of it. */
async function sendOne(server: { url: string }, prepare?: (club: ReturnType<typeof openClub>) => Promise<void>) {
  const club = openClub()
  await prepare?.(club)
  const { store } = club
  const lease = await takeLease({ store, collection: collections.leases, holder: 'a', limitMilliseconds: 60_000 })
  if (lease === undefined) throw new Error('The lease was not free.')
  const connection = connect({ token: '1:AAfixture', api: server.url, sendLimitMilliseconds: 2000, pollSeconds: 1 })
  const send = createSender({
    ...{ store, collections, lease, connection, botId: 1, limitMilliseconds: 2000 },
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
  })
  const [entry] = await store.transaction(async (transaction) =>
    putInLine(transaction, collections, 12, [payload], 'now'),
  )
  if (entry === undefined) throw new Error('Nothing was put in line.')
  await send(entry)
  expect(await unsentEntries(store, collections)).toEqual([])
  return { club, sent: await store.get(collections.sent, entry.id), again: () => send(entry) }
}

test('a message is sent once, and noted without its text', async () => {
  const server = await serve()
  const { sent, again } = await sendOne(server)
  expect(sent).toMatchObject({ outcome: 'sent', messageId: 77, chat: 5, mayRepeat: false })
  expect(JSON.stringify(sent)).not.toContain('Hello')
  await again()
  expect(server.chats).toEqual([5])
})

test('a sending that nobody answered is tried again and counted as one that may repeat', async () => {
  const server = await serve('hang up')
  expect((await sendOne(server)).sent).toMatchObject({ outcome: 'sent', mayRepeat: true })
  expect(server.chats).toEqual([5, 5])
})

test('a refusal for the moment is waited out and repeats nothing', async () => {
  const server = await serve(refused(429, 'Too Many Requests', { retry_after: 0.05 }), refused(502, 'Bad Gateway'))
  expect((await sendOne(server)).sent).toMatchObject({ outcome: 'sent', mayRepeat: false })
  expect(server.chats).toHaveLength(3)
})

test('a refusal for good is noted with its reason', async () => {
  const server = await serve(refused(403, 'Forbidden: bot was blocked by the user'))
  expect((await sendOne(server)).sent).toMatchObject({
    outcome: 'undelivered',
    reason: 'Forbidden: bot was blocked by the user',
  })
})

test('a message to a group that has become a supergroup follows it, and its team too', async () => {
  const server = await serve(refused(400, 'Bad Request: group chat was upgraded', { migrate_to_chat_id: -100_5 }))
  const { club, sent } = await sendOne(server, async (before) => {
    await before.team()
    await before.store.transaction(async (transaction) => transaction.set('chats', '5', { team: 'T1', role: 'main' }))
  })
  expect(server.chats).toEqual([5, -100_5])
  expect(sent).toMatchObject({ outcome: 'sent', chat: -100_5 })
  expect(await club.store.get('chats', '-1005')).toEqual({ team: 'T1', role: 'main' })
})
