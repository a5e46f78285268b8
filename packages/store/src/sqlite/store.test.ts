import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { storeContract } from '../contract.ts'
import { openSqliteStore } from './store.ts'

storeContract({
  name: 'SQLite',
  async create() {
    const directory = await mkdtemp(join(tmpdir(), 'kickai-store-'))
    return {
      open: async () => openSqliteStore({ path: join(directory, 'state.sqlite') }),
      destroy: () => rm(directory, { recursive: true, force: true }),
    }
  },
})

describe('SQLite in memory', () => {
  test('keeps documents until it is closed, and runs a transaction again that was overtaken', async () => {
    const store = openSqliteStore({ path: ':memory:' })
    const seen: unknown[] = []
    await store.transaction(async (transaction) => {
      seen.push(await transaction.get('teams', 'T1'))
      if (seen.length === 1) await store.transaction(async (other) => other.set('teams', 'T1', { n: 1 }))
      transaction.set('teams', 'T2', { runs: seen.length })
    })
    expect(seen).toEqual([undefined, { n: 1 }])
    expect(await store.get('teams', 'T2')).toEqual({ runs: 2 })
    await store.close()
  })

  test('gives up with store-contention when it is overtaken in every attempt', async () => {
    const waits: number[] = []
    const jitter = () => {
      waits.push(1)
      return 0
    }
    const store = openSqliteStore({ path: ':memory:', attempts: 4, jitter })
    let runs = 0
    const never = store.transaction(async (transaction) => {
      await transaction.get('teams', 'T1')
      await store.transaction(async (other) => other.set('teams', 'T1', { n: ++runs }))
      transaction.set('teams', 'T2', {})
    })
    await expect(never).rejects.toMatchObject({ code: 'store-contention' })
    expect([runs, waits.length]).toEqual([4, 3])
    expect(await store.get('teams', 'T2')).toBeUndefined()
    await store.close()
  })

  test('tells the time of the clock it is given', async () => {
    const store = openSqliteStore({ path: ':memory:', clock: () => 1_234.9 })
    expect(await store.now()).toBe(1_234)
    await store.close()
  })
})
