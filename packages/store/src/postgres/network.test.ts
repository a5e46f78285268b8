import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BrokenLine, startBrokenLine } from '../../../../scripts/testing/broken-line.ts'
import { describeWith, postgres } from '../../../../scripts/testing/needs.ts'
import { startPostgres, type TestPostgres } from '../../../../scripts/testing/postgres.ts'
import type { Store } from '../store.ts'
import { openPostgresStore, type PostgresOptions } from './store.ts'

describeWith(postgres(), 'Postgres over a line that breaks', (programs) => {
  let server: TestPostgres
  let line: BrokenLine
  let schema: string
  const stores: Store[] = []

  beforeAll(async () => {
    server = await startPostgres(programs)
  })
  afterAll(() => server?.stop())

  beforeEach(async () => {
    line = await startBrokenLine(`127.0.0.1:${server.port}`)
    schema = `test_${randomUUID().replaceAll('-', '')}`
  })
  afterEach(async () => {
    await line.stop()
    for (const store of stores.splice(0)) await store.close()
  })

  const broken = () => server.url.replace(`:${server.port}/`, `:${line.port}/`)

  async function open(options: Partial<PostgresOptions> = {}): Promise<Store> {
    const store = await openPostgresStore({ url: broken(), schema, patienceMs: 400, ...options })
    stores.push(store)
    return store
  }

  /** One more in a counter; tells how often its work ran. */
  async function count(store: Store): Promise<number> {
    let runs = 0
    await store.transaction(async (transaction) => {
      runs++
      const before = await transaction.get('counters', 'one')
      transaction.set('counters', 'one', { n: Number(before?.n ?? 0) + 1 })
    })
    return runs
  }

  async function failure(action: Promise<unknown>): Promise<{ code: string; shown: string }> {
    const error = await action.then(
      () => expect.fail('it was done'),
      (reason: Error & { code: string }) => reason,
    )
    return { code: error.code, shown: inspect(error, { depth: 9, showHidden: true }) }
  }

  test('a commit whose answer is lost is found to be applied, and not made again', async () => {
    const store = await open()
    const lost = line.next('COMMIT', 'lose-answer')
    expect(await count(store)).toBe(1)
    await lost
    expect(await store.get('counters', 'one')).toEqual({ n: 1 })
  })

  test('a commit that never arrived is found not to be applied, and made again', async () => {
    const store = await open()
    const lost = line.next('COMMIT', 'lose')
    expect(await count(store)).toBe(2)
    await lost
    expect(await store.get('counters', 'one')).toEqual({ n: 1 })
  })

  test('a commit that arrives after it was given up is refused by the server', async () => {
    const store = await open()
    const kept = line.next('COMMIT', 'hold')
    const counting = count(store)
    await kept
    expect(await counting).toBe(2)
    line.release()
    expect(await count(store)).toBe(1)
    expect(await store.get('counters', 'one')).toEqual({ n: 2 })
  })

  test('where nobody can be asked for the outcome, it is said to be unknown', async () => {
    const store = await open()
    const lost = line.next('COMMIT', 'lose-answer').then(() => line.down())
    const { code, shown } = await failure(count(store))
    await lost
    expect(code).toBe('store-outcome-unknown')
    expect(shown).not.toContain(server.password)
    line.up()
    expect([undefined, { n: 1 }]).toContainEqual(await store.get('counters', 'one'))
  })

  test('connections that are lost between statements are replaced', async () => {
    const store = await open()
    await count(store)
    line.down()
    line.up()
    expect(await store.get('counters', 'one')).toEqual({ n: 1 })
    let runs = 0
    await store.transaction(async (transaction) => {
      const before = await transaction.get('counters', 'one')
      if (++runs === 1) {
        line.down()
        line.up()
      }
      transaction.set('counters', 'one', { n: Number(before?.n) + 1 })
    })
    expect([runs, await store.get('counters', 'one')]).toEqual([2, { n: 2 }])
  })

  test('a server that cannot be reached is named, its password is not', async () => {
    const store = await open()
    line.down()
    const actions: (() => Promise<unknown>)[] = [
      () => store.get('counters', 'one'),
      () => store.now(),
      () => count(store),
      () => openPostgresStore({ url: broken() }),
    ]
    for (const action of actions) {
      const { code, shown } = await failure(action())
      expect(code).toBe('store-unreachable')
      expect(shown).toContain(`127.0.0.1:${line.port}/postgres`)
      expect(shown).not.toContain(server.password)
      expect(shown).not.toContain(encodeURIComponent(server.password))
    }
  })

  test('a server that falls silent is waited for no longer than it may take', async () => {
    const store = await open({ statementMs: 200, connectMs: 300, patienceMs: 400 })
    await count(store)
    line.freeze()
    expect(['store-timeout', 'store-unreachable']).toContain((await failure(store.get('counters', 'one'))).code)
    expect(['store-timeout', 'store-unreachable']).toContain((await failure(count(store))).code)
  })
})
