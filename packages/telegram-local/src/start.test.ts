import { open, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { InlineKeyboard } from 'grammy'
import { expect, test } from 'vitest'
import { startTelegram } from './start.ts'
import { personId } from './state/identifiers.ts'
import { start, temporaryDirectory } from './testing/started.ts'

const bots = [{ name: 'testing', token: '1001:local-testing-token' }]

test('a restart keeps updates, confirmations, messages, commands, webhook, privacy and what is allowed', async () => {
  const started = await start()
  await started.say('ada', 'one')
  await started.say('ada', 'two')
  await started.say('ada', '/setup', 'main')
  const [, second] = await started.api.getUpdates({ allowed_updates: ['message', 'callback_query'] })
  await started.api.getUpdates({ offset: second?.update_id ?? 0 })
  const reply_markup = new InlineKeyboard().text('Yes', 'yes')
  const sent = await started.api.sendMessage(personId('ada'), 'Well?', { reply_markup })
  await started.api.setMyCommands([{ command: 'help', description: 'Help' }])
  await started.people('/bots', { privacy: false })
  const updates = await started.api.getUpdates()
  const before = await started.people('/changes?since=0')

  const again = await started.restart()
  expect(again.telegram.peopleToken).not.toBe(started.telegram.peopleToken)
  expect(await again.api.getUpdates()).toEqual(updates)
  expect(await again.people('/changes?since=0')).toEqual(before)
  expect(await again.api.getMyCommands()).toEqual([{ command: 'help', description: 'Help' }])
  expect((await again.api.getMe()).can_read_all_group_messages).toBe(true)
  expect((await again.api.getWebhookInfo()).allowed_updates).toEqual(['message', 'callback_query'])
  await again.people('/taps', { chat: 'private', from: 'ada', message: sent.message_id, button: 'Yes', wait: 0 })
  const [last] = await again.api.getUpdates({ offset: -1 })
  expect(last).toMatchObject({ update_id: (updates.at(-1)?.update_id ?? 0) + 1, callback_query: { data: 'yes' } })
})

test('a torn state is refused and left as it is', async () => {
  const { telegram, directory, say } = await start()
  for (let count = 0; count < 20; count += 1) await say('ada', `message ${count} ${'x'.repeat(500)}`)
  await telegram.stop()
  const path = join(directory, 'telegram.sqlite')
  const whole = await readFile(path)
  const tearings = {
    empty: () => truncate(path, 0),
    short: () => truncate(path, 5000),
    scribbled: async () => {
      const file = await open(path, 'r+')
      await file.write(Buffer.alloc(8192, 0x5a), 0, 8192, 8192)
      await file.close()
    },
    foreign: () => writeFile(path, 'no database at all, and rather longer than a header would be'.repeat(40)),
  }
  for (const [name, tear] of Object.entries(tearings)) {
    await writeFile(path, whole)
    await tear()
    const torn = await readFile(path)
    await expect(startTelegram({ directory, bots }), name).rejects.toMatchObject({
      code: 'state-unreadable',
      wayOut: expect.stringContaining('delete'),
      cause: expect.any(Error),
    })
    expect(await readFile(path), name).toEqual(torn)
  }
  await writeFile(path, whole)
  const again = await start({ directory })
  expect((await again.people('/chats/ada/messages')).messages).toHaveLength(20)
})

test('a directory serves one at a time', async () => {
  const { directory } = await start()
  await expect(startTelegram({ directory, bots })).rejects.toMatchObject({ code: 'state-in-use' })
})

test('a port that is taken is refused, and the directory is free again', async () => {
  const { telegram } = await start()
  const directory = await temporaryDirectory()
  const port = Number(new URL(telegram.url).port)
  await expect(startTelegram({ directory, bots, port })).rejects.toMatchObject({ code: 'port-in-use' })
  const free = await startTelegram({ directory, bots })
  await free.stop()
})

test('bots that cannot be told apart are refused, all at once, without their tokens', async () => {
  const given = [
    { name: 'testing', token: '1001:secret-one' },
    { name: 'testing', token: '1002:secret-two' },
    { name: 'staging', token: '1001:secret-three' },
    { name: 'Not Good', token: 'secret-four' },
  ]
  const error = await startTelegram({ directory: await temporaryDirectory(), bots: given }).catch((cause) => cause)
  expect(error).toMatchObject({ code: 'bots-invalid' })
  expect(error.message).toMatch(/testing has the name or the id of testing; staging has .*"Not Good".*<id>:<secret>/)
  expect(error.message).not.toContain('secret-')
})

test('the page and the Bot API listen on this machine only', async () => {
  const { telegram } = await start()
  expect(telegram.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(telegram.page).toBe(`${telegram.url}/#token=${telegram.peopleToken}`)
})
