import { randomBytes } from 'node:crypto'
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from './store.ts'

let directory: string
let path: string

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kickai-store-'))
  path = join(directory, 'state.sqlite')
})

afterEach(() => rm(directory, { recursive: true, force: true }))

/** A closed store with `count` documents of about a kilobyte each. */
async function filled(count: number): Promise<void> {
  const store = openSqliteStore({ path })
  await store.transaction(async (transaction) => {
    for (let index = 0; index < count; index++) {
      transaction.set('documents', `${index}`, { text: randomBytes(500).toString('hex') })
    }
  })
  await store.close()
}

async function refusedUnchanged(code: string): Promise<void> {
  const before = await readFile(path)
  expect(() => openSqliteStore({ path })).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(path), wayOut: expect.stringMatching(/\.$/) }),
  )
  expect((await readFile(path)).equals(before)).toBe(true)
}

test('makes missing folders, and a file for this user alone; opens it again', async () => {
  path = join(directory, 'a/b/state.sqlite')
  await filled(3)
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  const store = openSqliteStore({ path })
  expect(await store.list('documents')).toHaveLength(3)
  await store.close()
})

test('a file of zero bytes is an empty store', async () => {
  await writeFile(path, '')
  await filled(1)
})

test.each([0.1, 0.5, 0.99])('refuses a file cut off at %d of its length', async (part) => {
  await filled(100)
  await truncate(path, Math.floor((await stat(path)).size * part))
  await refusedUnchanged('store-unreadable')
})

test('refuses a file with a page of zeros or of noise in it', async () => {
  for (const damage of [Buffer.alloc(4096), randomBytes(4096)]) {
    await rm(path, { force: true })
    await filled(100)
    const file = await open(path, 'r+')
    await file.write(damage, 0, 4096, 4096)
    await file.close()
    await refusedUnchanged('store-unreadable')
  }
})

test('refuses what is no SQLite file, and a folder', async () => {
  await writeFile(path, 'this is a letter, not a store\n'.repeat(100))
  await refusedUnchanged('store-unreadable')
  expect(() => openSqliteStore({ path: directory })).toThrow(expect.objectContaining({ code: 'store-unreadable' }))
})

test('refuses the SQLite file of another program, and of a newer version', async () => {
  const other = new DatabaseSync(path)
  other.exec('CREATE TABLE theirs (a)')
  other.close()
  await refusedUnchanged('store-unreadable')
  await rm(path)
  await filled(1)
  const newer = new DatabaseSync(path)
  newer.exec('PRAGMA user_version = 99')
  newer.close()
  await refusedUnchanged('store-newer')
})

test('damage in a file too large to be read whole at the start is refused when it is reached', async () => {
  await filled(9_000)
  await filled(9_000)
  expect((await stat(path)).size).toBeGreaterThan(8 * 1024 * 1024)
  const large = new DatabaseSync(path)
  large.exec('CREATE TABLE filler (a); INSERT INTO filler VALUES (zeroblob(16 * 1024 * 1024))')
  large.close()
  const file = await open(path, 'r+')
  await file.write(randomBytes(4_000_000), 0, 4_000_000, 400_000)
  await file.close()
  const store = openSqliteStore({ path })
  await expect(store.list('documents')).rejects.toMatchObject({ code: 'store-unreadable' })
  await store.close()
})

test('a document whose bytes were changed behind our back is refused and nothing is answered from it', async () => {
  await filled(3)
  const store = openSqliteStore({ path })
  const meddling = new DatabaseSync(path)
  const refused = { code: 'store-unreadable', message: expect.stringContaining('not as it was written') }
  for (const change of [`data = replace(data, 'text', 'next')`, 'version = version + 1', `id = '9'`]) {
    meddling.exec(`BEGIN; UPDATE documents SET ${change} WHERE id = '1'`)
    meddling.exec('COMMIT')
    await expect(store.list('documents')).rejects.toMatchObject(refused)
    await expect(store.get('documents', change.startsWith('id') ? '9' : '1')).rejects.toMatchObject(refused)
    expect(await store.get('documents', '2')).toBeDefined()
    await store.transaction(async (transaction) => transaction.set('documents', '1', { text: 'again' }))
  }
  meddling.close()
  await store.close()
})

test('a file of format 1 is taken over, by two at once; what is written then has a checksum', async () => {
  await filled(2)
  const older = new DatabaseSync(path)
  older.exec('ALTER TABLE documents DROP COLUMN checksum; PRAGMA user_version = 1')
  older.close()
  const stores = [openSqliteStore({ path }), openSqliteStore({ path })]
  expect(await Promise.all(stores.map((store) => store.list('documents')))).toMatchObject([
    { length: 2 },
    { length: 2 },
  ])
  await stores[0]?.transaction(async (transaction) => transaction.set('documents', '1', { text: 'new' }))
  for (const store of stores) await store.close()
  const now = new DatabaseSync(path)
  const rows = now.prepare('SELECT id, checksum IS NULL AS unchecked FROM documents ORDER BY id').all()
  expect(rows).toEqual([
    { id: '0', unchecked: 1 },
    { id: '1', unchecked: 0 },
  ])
  now.close()
})

test('a full disk applies nothing of a transaction, and the store goes on when there is room', async () => {
  const room = 256 * 1024
  const store = openSqliteStore({ path, largestBytes: room })
  const writing = (id: string, length: number) =>
    store.transaction(async (transaction) => {
      transaction.set('small', id, { id })
      transaction.set('large', id, { text: 'x'.repeat(length) })
    })
  await writing('first', 1_000)
  await expect(writing('second', room)).rejects.toMatchObject({ code: 'store-full' })
  expect((await store.list('small')).map(({ id }) => id)).toEqual(['first'])
  await writing('third', 1_000)
  expect((await store.list('large')).map(({ id }) => id)).toEqual(['first', 'third'])
  await store.close()
})
