import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openStore } from './open-store.ts'

test('opens an SQLite file', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'kickai-store-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  const url = `sqlite:${join(directory, 'state.sqlite')}`
  const store = await openStore({ reveal: () => url })
  await store.transaction(async (transaction) => transaction.set('teams', 'T1', {}))
  await store.close()
  const again = await openStore(url)
  expect(await again.get('teams', 'T1')).toEqual({})
  await again.close()
})

test('refuses an account that would not be used', async () => {
  const account = { clientEmail: 'journal@shop.test', privateKey: { reveal: () => 'secret' } }
  await expect(openStore('sqlite::memory:', { account })).rejects.toMatchObject({ code: 'bad-store-url' })
})

test.each([
  ['', 'bad-store-url'],
  ['/path/to/file', 'bad-store-url'],
  ['mysql://u:secret@h/d', 'bad-store-url'],
  ['sqlite:', 'bad-store-url'],
  ['firestore:', 'bad-store-url'],
  ['firestore:My Project', 'bad-store-url'],
  ['firestore:project/a/b', 'bad-name'],
  ['postgres:u:secret', 'bad-store-url'],
])('refuses %j without repeating a password', async (url, code) => {
  const error: unknown = await openStore(url).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code })
  expect(String(error)).not.toContain('secret')
})
