import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqliteStore } from './store.ts'

let directory: string
let path: string
const children: ChildProcess[] = []

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kickai-store-'))
  path = join(directory, 'state.sqlite')
})

afterEach(async () => {
  for (const child of children.splice(0)) await killed(child)
  await rm(directory, { recursive: true, force: true })
})

function start(fixture: string, ...given: string[]): ChildProcess {
  const program = join(import.meta.dirname, '../fixtures', fixture)
  const child = spawn(process.execPath, [program, ...given], { stdio: ['ignore', 'pipe', 'pipe'] })
  children.push(child)
  return child
}

async function killed(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'close')
}

async function ended(child: ChildProcess): Promise<{ code: unknown; errors: string }> {
  let errors = ''
  child.stderr?.on('data', (chunk) => {
    errors += chunk
  })
  const [code] = await once(child, 'close')
  return { code, errors }
}

test('three processes that make the file and count in it at once lose no update, and print no warning', async () => {
  const all = [1, 2, 3].map(() => ended(start('increment.ts', `sqlite:${path}`, '150')))
  for (const one of await Promise.all(all)) expect(one).toEqual({ code: 0, errors: '' })
  const store = openSqliteStore({ path })
  expect(await store.get('counters', 'one')).toEqual({ n: 450 })
  await store.close()
})

test('a process killed amid its writes leaves every transaction whole, and none that it had confirmed is lost', async () => {
  let store = openSqliteStore({ path })
  await store.transaction(async (transaction) => {
    for (let account = 0; account < 10; account++) transaction.set('accounts', `${account}`, { amount: 100 })
  })
  await store.close()
  let confirmed = 0
  for (const killAfter of [1, 20, 57]) {
    const child = start('transfer.ts', path)
    let seen = 0
    for await (const line of createInterface({ input: child.stdout as NodeJS.ReadableStream })) {
      seen = Number(line)
      if (seen === killAfter) child.kill('SIGKILL')
    }
    confirmed = seen
    expect(confirmed).toBeGreaterThanOrEqual(killAfter)
    store = openSqliteStore({ path })
    const accounts = await store.list('accounts')
    const done = Number((await store.get('progress', 'done'))?.done)
    await store.close()
    expect(accounts.reduce((sum, { data }) => sum + Number(data.amount), 0)).toBe(1_000)
    // One more may have reached the disk than the killed process could tell of.
    expect([confirmed, confirmed + 1]).toContain(done)
  }
})

test('another process that holds the file: reads go on, writes wait without blocking, then say so', async () => {
  const store = openSqliteStore({ path, attempts: 3, jitter: () => 0.5 })
  await store.transaction(async (transaction) => transaction.set('teams', 'T1', { n: 1 }))
  const holder = start('hold.ts', path)
  await once(createInterface({ input: holder.stdout as NodeJS.ReadableStream }), 'line')
  expect(await store.get('teams', 'T1')).toEqual({ n: 1 })
  const writing = store.transaction(async (transaction) => transaction.set('teams', 'T1', { n: 2 }))
  await expect(writing).rejects.toMatchObject({ code: 'store-contention' })
  await killed(holder)
  await store.transaction(async (transaction) => transaction.set('teams', 'T1', { n: 3 }))
  expect(await store.get('teams', 'T1')).toEqual({ n: 3 })
  await store.close()
})
