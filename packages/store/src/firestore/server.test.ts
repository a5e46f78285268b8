import { randomUUID } from 'node:crypto'
import { Firestore } from '@google-cloud/firestore'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { type BrokenLine, startBrokenLine } from '../../../../scripts/testing/broken-line.ts'
import { startFirestore, type TestFirestore } from '../../../../scripts/testing/firestore.ts'
import { describeWith, firestoreEmulator } from '../../../../scripts/testing/needs.ts'
import type { Store } from '../store.ts'
import { startCounting } from '../testing/count.ts'
import { type FirestoreOptions, openFirestoreStore } from './store.ts'

describeWith(firestoreEmulator(), 'Firestore as a server', (found) => {
  let server: TestFirestore
  let line: BrokenLine
  let projectId: string
  let admin: Firestore
  const stores: Store[] = []

  beforeAll(async () => {
    server = await startFirestore(found)
    // The client would go there whatever it is told.
    delete process.env.FIRESTORE_EMULATOR_HOST
  })
  afterAll(() => server?.stop())

  beforeEach(async () => {
    line = await startBrokenLine(server.host)
    projectId = `test-${randomUUID()}`
    admin = new Firestore({ projectId, host: server.host, ssl: false, universeDomain: 'googleapis.com' })
  })
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close()
    await admin.terminate()
    await line.stop()
  })

  async function open(options: Partial<FirestoreOptions> = {}): Promise<Store> {
    const store = await openFirestoreStore({ projectId, emulator: server.host, ...options })
    stores.push(store)
    return store
  }

  const overLine = (patienceMs = 5_000): Promise<Store> =>
    open({ emulator: `127.0.0.1:${line.port}`, patienceMs, answerMs: 5_000 })

  const counted = async () => (await admin.doc('counters/one').get()).get('n')

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

  test('processes that count at once lose no update, and leave nothing behind', async () => {
    await Promise.all(
      [1, 2].map(() => startCounting(`firestore:${projectId}`, 4, { FIRESTORE_EMULATOR_HOST: server.host })),
    )
    expect(await counted()).toBe(8)
    expect((await admin.collection('~kickai/store/~commits').get()).size).toBe(0)
  })

  test('a commit whose answer is lost is found to be applied, and not made again', async () => {
    const store = await overLine()
    const lost = line.next('~commits', 'lose-answer')
    await count(store)
    await lost
    expect(await counted()).toBe(1)
  })

  test('a commit that never arrived is made again', async () => {
    const store = await overLine()
    const lost = line.next('~commits', 'lose')
    await count(store)
    await lost
    expect(await counted()).toBe(1)
  })

  test('where nobody can be asked for the outcome, it is said to be unknown', async () => {
    const store = await open({
      emulator: `127.0.0.1:${line.port}`,
      answerMs: 500,
      transactionMs: 1_000,
      patienceMs: 300,
    })
    const lost = line.next('~commits', 'lose-answer').then(() => line.down())
    await expect(count(store)).rejects.toMatchObject({ code: 'store-outcome-unknown' })
    await lost
    expect([undefined, 1]).toContain(await counted())
  })

  test('what cannot be reached is said to be so, in time', async () => {
    line.down()
    const opening = open({ emulator: `127.0.0.1:${line.port}`, answerMs: 500 })
    await expect(opening).rejects.toMatchObject({
      code: 'store-unreachable',
      message: expect.stringContaining(`firestore:${projectId}`),
    })
    line.up()
    const store = await open({ emulator: `127.0.0.1:${line.port}`, answerMs: 2_000 })
    line.freeze()
    await expect(store.get('teams', 'T1')).rejects.toMatchObject({ code: 'store-unreachable' })
  })

  test('a prefix keeps a store below one document, apart from others in the project', async () => {
    const [one, two, whole] = [await open({ prefix: 'one' }), await open({ prefix: 'two' }), await open()]
    for (const [index, store] of [one, two, whole].entries())
      await store.transaction(async (transaction) => transaction.create('teams/T1/players', 'P1', { index }))
    expect((await admin.doc('one/store/teams/T1/players/P1').get()).data()).toEqual({ index: 0 })
    expect((await admin.doc('teams/T1/players/P1').get()).data()).toEqual({ index: 2 })
    expect(await two.list('teams/T1/players')).toEqual([{ id: 'P1', data: { index: 1 } }])
  })

  test('a store of a newer version is refused', async () => {
    await admin.doc('one/store').set({ format: 99 })
    await expect(open({ prefix: 'one' })).rejects.toMatchObject({ code: 'store-newer' })
  })

  test('gives up with store-contention when others were faster each time, and applies nothing then', async () => {
    const store = await open({ attempts: 1 })
    const settled = await Promise.allSettled(Array.from({ length: 4 }, () => count(store)))
    const reasons = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason.code] : []))
    expect(reasons.length).toBeGreaterThan(0)
    expect(new Set(reasons)).toEqual(new Set(['store-contention']))
    expect((await counted()) ?? 0).toBe(4 - reasons.length)
  })

  test('what processes left behind that ended too early is removed a day later', async () => {
    const commits = admin.collection('~kickai/store/~commits')
    await commits.doc('old').set({ attempt: 1, at: Date.now() - 25 * 3_600_000 })
    await commits.doc('young').set({ attempt: 1, at: Date.now() - 3_600_000 })
    await open()
    expect((await commits.get()).docs.map(({ id }) => id)).toEqual(['young'])
  })
})
