import { expect, test } from 'vitest'
import { call, eventually, type Started, start } from '../testing/started.ts'

const terminated = {
  ok: false,
  error_code: 409,
  description: 'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
}

/** The texts of updates. */
const texts = (updates: readonly { message?: { text?: string } }[]) => updates.map(({ message }) => message?.text)

/** Waits until the first bot's poll has arrived. */
function openPoll({ people }: Started) {
  return eventually(async () => (await people('/bots')).bots[0].polling.open)
}

/** Writes some messages in private and gives nothing. */
async function write(started: Started, ...messages: string[]) {
  for (const text of messages) await started.say('ada', text)
}

test('updates are numbered one after the other, and come until they are confirmed', async () => {
  const started = await start()
  await write(started, 'one', 'two', 'three')
  const first = await started.api.getUpdates()
  const ids = first.map(({ update_id }) => update_id)
  expect(ids).toEqual([ids[0], (ids[0] ?? 0) + 1, (ids[0] ?? 0) + 2])
  expect(await started.api.getUpdates()).toEqual(first)
  expect(texts(await started.api.getUpdates({ offset: ids[1] ?? 0 }))).toEqual(['two', 'three'])
  expect(texts(await started.api.getUpdates())).toEqual(['two', 'three'])
})

test('limit takes the oldest, and is held between 1 and 100', async () => {
  const started = await start()
  await write(started, 'one', 'two')
  expect(texts(await started.api.getUpdates({ limit: 1 }))).toEqual(['one'])
  expect(texts(await started.api.getUpdates({ limit: -5 }))).toEqual(['one'])
  expect(texts(await started.api.getUpdates({ limit: 5000 }))).toEqual(['one', 'two'])
})

test('a negative offset forgets all but the newest', async () => {
  const started = await start()
  await write(started, 'one', 'two', 'three')
  expect(texts(await started.api.getUpdates({ offset: -2 }))).toEqual(['two', 'three'])
  expect(texts(await started.api.getUpdates())).toEqual(['two', 'three'])
})

test('an offset out of another queue confirms nothing', async () => {
  const started = await start()
  await write(started, 'one')
  expect(texts(await started.api.getUpdates({ offset: 2_000_000_000 }))).toEqual(['one'])
})

test('a long poll answers as soon as something comes', async () => {
  const started = await start()
  const began = performance.now()
  const poll = started.api.getUpdates({ timeout: 50 })
  await write(started, 'now')
  expect(texts(await poll)).toEqual(['now'])
  expect(performance.now() - began).toBeLessThan(2_000)
})

test('a long poll ends empty when its time is over', async () => {
  const started = await start()
  const began = performance.now()
  expect(await started.api.getUpdates({ timeout: 1 })).toEqual([])
  expect(performance.now() - began).toBeGreaterThan(950)
})

test('a newer poll ends the older one at once, and gets the updates', async () => {
  const started = await start()
  const older = call(started, 'getUpdates', { timeout: 50 })
  const newer = call(started, 'getUpdates', { timeout: 50 })
  const [first] = await Promise.all([Promise.race([older, newer])])
  expect(first).toEqual(terminated)
  await write(started, 'kept')
  const both = await Promise.all([older, newer])
  expect(both.filter(({ ok }) => !ok)).toEqual([terminated])
  expect(texts(both.find(({ ok }) => ok).result)).toEqual(['kept'])
})

test('a poll of one bot leaves those of others alone', async () => {
  const started = await start()
  const poll = started.api.getUpdates({ timeout: 50 })
  expect(await call(started, 'getUpdates', {}, '1002:local-staging-token')).toEqual({ ok: true, result: [] })
  await write(started, 'still there')
  expect(texts(await poll)).toEqual(['still there'])
})

test('a caller that hangs up confirms nothing and takes nothing', async () => {
  const started = await start()
  const controller = new AbortController()
  const poll = started.api.getUpdates({ timeout: 50 }, controller.signal as never)
  poll.catch(() => 'hung up')
  await openPoll(started)
  controller.abort()
  await expect(poll).rejects.toThrow()
  await write(started, 'not lost')
  expect(texts(await started.api.getUpdates())).toEqual(['not lost'])
})

test('a poll is refused while a webhook is set, and its setting ends an open one', async () => {
  const started = await start()
  const open = call(started, 'getUpdates', { timeout: 50 })
  await openPoll(started)
  const webhook = { url: 'http://127.0.0.1:9/', secret_token: 'secret' }
  expect(await call(started, 'setWebhook', webhook)).toEqual({ ok: true, result: true, description: 'Webhook was set' })
  expect(await open).toEqual({ ok: false, error_code: 409, description: 'Conflict: terminated by setWebhook request' })
  expect(await call(started, 'getUpdates')).toEqual({
    ok: false,
    error_code: 409,
    description:
      "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  })
  await call(started, 'deleteWebhook')
  expect(await call(started, 'getUpdates')).toEqual({ ok: true, result: [] })
})

test('only the kinds that the bot asked for are queued, until it asks anew', async () => {
  const started = await start()
  await started.api.getUpdates({ allowed_updates: ['callback_query'] })
  await write(started, 'not wanted')
  expect(await started.api.getUpdates()).toEqual([])
  const unknown = { allowed_updates: ['nothing_like_it'] }
  await call(started, 'getUpdates', unknown)
  await write(started, 'wanted')
  expect(texts(await started.api.getUpdates())).toEqual(['wanted'])
})

test('stopping ends an open poll with an empty answer', async () => {
  const started = await start()
  const open = call(started, 'getUpdates', { timeout: 50 })
  await openPoll(started)
  await started.telegram.stop()
  expect(await open).toEqual({ ok: true, result: [] })
})
