import { describe, expect, test } from 'vitest'
import type { Data } from '../store.ts'
import { type Backend, expectCode, oneConnection, twoConnections } from './session.ts'

export function documentsContract(backend: Backend): void {
  describe(`${backend.name}: documents`, () => {
    test('come back as they were stored, to every connection', async () => {
      const [writer, reader] = await twoConnections(backend)
      const data: Data = {
        text: 'Grüße 👋 "quoted" \u0000 \\',
        whole: 9_007_199_254_740_991,
        real: 0.1,
        small: 5e-324,
        yes: true,
        none: null,
        list: [1, 'two', { three: [3] }],
        'any name.at all': {},
      }
      await writer.transaction(async (transaction) => transaction.set('teams/T1/players', 'a-B_c.1:2', data))
      expect(await reader.get('teams/T1/players', 'a-B_c.1:2')).toEqual(data)
      expect(await reader.list('teams/T1/players')).toEqual([{ id: 'a-B_c.1:2', data }])
    })

    test('are absent until made and once deleted; other collections do not have them', async () => {
      const store = await oneConnection(backend)
      expect(await store.get('teams', 'T1')).toBeUndefined()
      await store.transaction(async (transaction) => transaction.set('teams', 'T1', { name: 'One' }))
      expect(await store.get('teams/T1/players', 'T1')).toBeUndefined()
      expect(await store.list('teams/T1/players')).toEqual([])
      await store.transaction(async (transaction) => {
        transaction.delete('teams', 'T1')
        transaction.delete('teams', 'never-there')
      })
      expect(await store.get('teams', 'T1')).toBeUndefined()
    })

    test('are replaced whole by set', async () => {
      const store = await oneConnection(backend)
      await store.transaction(async (transaction) => transaction.set('teams', 'T1', { name: 'One', town: 'Here' }))
      await store.transaction(async (transaction) => transaction.set('teams', 'T1', { name: 'Two' }))
      expect(await store.get('teams', 'T1')).toEqual({ name: 'Two' })
    })

    test('are copies: changing what was written or read changes nothing stored', async () => {
      const store = await oneConnection(backend)
      const written = { players: ['a'] }
      await store.transaction(async (transaction) => {
        transaction.set('teams', 'T1', written)
        written.players.push('b')
      })
      const read = await store.get('teams', 'T1')
      if (read) read.players = 'gone'
      expect(await store.get('teams', 'T1')).toEqual({ players: ['a'] })
    })

    test('are refused after close, which may be called twice', async () => {
      const store = await oneConnection(backend)
      await store.close()
      await store.close()
      await expectCode(store.get('teams', 'T1'), 'store-closed')
      await expectCode(store.list('teams'), 'store-closed')
      await expectCode(
        store.transaction(async () => undefined),
        'store-closed',
      )
    })

    test('the clock tells whole milliseconds near this machine’s', async () => {
      const store = await oneConnection(backend)
      const now = await store.now()
      expect(Number.isInteger(now)).toBe(true)
      expect(Math.abs(now - Date.now())).toBeLessThan(60_000)
    })
  })
}
