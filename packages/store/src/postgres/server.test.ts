import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { describeWith, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'
import type { Store } from '../store.ts'
import { startCounting } from '../testing/count.ts'
import { openPostgresStore, type PostgresOptions } from './store.ts'

describeWith(postgres(), 'Postgres as a server', (programs) => {
  let server: TestPostgres
  let admin: pg.Client
  let schema: string
  const stores: Store[] = []

  beforeAll(async () => {
    server = await startPostgres(programs)
    admin = new pg.Client({ connectionString: server.url })
    await admin.connect()
  })
  afterAll(async () => {
    await admin?.end()
    await server?.stop()
  })

  beforeEach(() => {
    schema = `test_${randomUUID().replaceAll('-', '')}`
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
  })

  async function open(options: Partial<PostgresOptions> = {}): Promise<Store> {
    const store = await openPostgresStore({ url: server.url, schema, ...options })
    stores.push(store)
    return store
  }

  const as = (user: string, password: string) =>
    server.url.replace(/\/\/.*@/, `//${user}:${encodeURIComponent(password)}@`)
  const counted = async (store: Store) => (await store.get('counters', 'one'))?.n
  const setting = (store: Store, n = 1) =>
    store.transaction(async (transaction) => transaction.set('counters', 'one', { n }))

  async function refused(action: Promise<unknown>, code: string): Promise<void> {
    const error: unknown = await action.catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code, message: expect.stringMatching(/\.$/), wayOut: expect.stringMatching(/\.$/) })
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/p@ss|p%40ss/)
  }

  test('three processes that make the tables and count in them at once lose no update', async () => {
    await Promise.all([1, 2, 3].map(() => startCounting(server.url, 100)))
    const store = await openPostgresStore({ url: server.url })
    stores.push(store)
    expect(await counted(store)).toBe(300)
    const { rows } = await admin.query('SELECT count(*)::int AS left FROM kickai.commits')
    expect(rows).toEqual([{ left: 0 }])
  })

  test('a process that waited while another made the tables finds them', async () => {
    await setting(await open())
    const tables = ['documents', 'commits', 'format']
    const other = `${schema}_other`
    await admin.query(`BEGIN; SELECT pg_advisory_xact_lock(hashtext('kickai store "${other}"'))`)
    const opened = open({ schema: other })
    await waiting()
    await admin.query(`CREATE SCHEMA ${other}`)
    for (const table of tables) {
      await admin.query(`CREATE TABLE ${other}.${table} (LIKE ${schema}.${table} INCLUDING ALL)`)
      await admin.query(`INSERT INTO ${other}.${table} SELECT * FROM ${schema}.${table}`)
    }
    await admin.query('COMMIT')
    expect(await counted(await opened)).toBe(1)
  })

  /** Waits until a store waits for a lock. */
  async function waiting(): Promise<void> {
    const sql = `SELECT count(*)::int AS waiting FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`
    const until = Date.now() + 5_000
    while ((await admin.query(sql)).rows[0].waiting === 0) expect(Date.now()).toBeLessThan(until)
  }

  test('a wrong password, a user without rights, and a database that is not there are refused', async () => {
    await admin.query(`CREATE USER reader PASSWORD 'p@ss'`)
    await refused(open({ url: as('kickai', 'p@ss-wrong') }), 'store-refused')
    await refused(open({ url: server.url.replace('/postgres?', '/nowhere?') }), 'store-refused')
    await refused(open({ url: as('reader', 'p@ss') }), 'store-unwritable')
    await setting(await open())
    await admin.query(
      `GRANT USAGE ON SCHEMA ${schema} TO reader; GRANT ALL ON ALL TABLES IN SCHEMA ${schema} TO reader`,
    )
    const theirs = await open({ url: as('reader', 'p@ss') })
    await setting(theirs, 2)
    await admin.query(`REVOKE INSERT ON ALL TABLES IN SCHEMA ${schema} FROM reader`)
    await refused(setting(theirs, 3), 'store-unwritable')
    expect(await counted(theirs)).toBe(2)
  })

  test('tables of a newer version, and those of another program, are left as they are', async () => {
    await setting(await open())
    await admin.query(`UPDATE ${schema}.format SET version = 99`)
    await refused(open(), 'store-newer')
    await admin.query(`DROP TABLE ${schema}.format`)
    await refused(open(), 'store-unreadable')
    await refused(open({ schema: 'Robert; DROP TABLE' }), 'bad-name')
  })

  test('an encoding that has not every letter is refused', async () => {
    await admin.query(`CREATE DATABASE plain ENCODING 'SQL_ASCII' TEMPLATE template0`)
    await refused(open({ url: server.url.replace('/postgres?', '/plain?') }), 'store-refused')
  })

  test('when all connections are in use, the next one is told so', async () => {
    const store = await open({ connections: 1, connectMs: 100 })
    await store.transaction(async (transaction) => {
      await transaction.get('counters', 'one')
      await refused(store.get('counters', 'one'), 'store-busy')
    })
    expect(await counted(store)).toBeUndefined()
  })

  test('a statement that takes too long is given up, and nothing of its transaction is applied', async () => {
    const store = await open({ statementMs: 100 })
    await setting(store)
    await admin.query(`BEGIN; LOCK TABLE ${schema}.documents`)
    await refused(
      store.transaction(async (transaction) => {
        const before = await transaction.get('counters', 'one')
        transaction.set('counters', 'one', { n: Number(before?.n) + 1 })
      }),
      'store-timeout',
    )
    await admin.query('COMMIT')
    expect(await counted(store)).toBe(1)
  })

  test('a work that thinks for too long is run again', async () => {
    const store = await open({ idleMs: 50 })
    let runs = 0
    await store.transaction(async (transaction) => {
      await transaction.get('counters', 'one')
      if (++runs === 1) await terminated()
      transaction.set('counters', 'one', { n: runs })
    })
    expect(await counted(store)).toBe(2)
  })

  /** Waits until the server has no transaction of a store open. */
  async function terminated(): Promise<void> {
    const sql = `SELECT count(*)::int AS open FROM pg_stat_activity WHERE application_name = 'kickai' AND state LIKE 'idle in%'`
    const until = Date.now() + 5_000
    while ((await admin.query(sql)).rows[0].open > 0) expect(Date.now()).toBeLessThan(until)
  }

  test('gives up with store-contention when it is overtaken in every attempt', async () => {
    const store = await open({ attempts: 3, jitter: () => 0 })
    let runs = 0
    const never = store.transaction(async (transaction) => {
      await transaction.get('counters', 'one')
      await setting(store, ++runs)
      transaction.set('counters', 'one', { n: 0 })
    })
    await refused(never, 'store-contention')
    expect([runs, await counted(store)]).toEqual([3, 3])
  })

  test('what processes left behind that ended too early is removed a day later', async () => {
    await open()
    const insert = `INSERT INTO ${schema}.commits (id, applied, at) VALUES (gen_random_uuid(), true, now() - $1::interval)`
    for (const age of ['25 hours', '1 hour']) await admin.query(insert, [age])
    await open()
    const { rows } = await admin.query(`SELECT count(*)::int AS left FROM ${schema}.commits`)
    expect(rows).toEqual([{ left: 1 }])
  })
})
