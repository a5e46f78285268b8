import { expect, test } from 'vitest'
import { openClub } from '../../fixtures/club.ts'
import { prune } from './prune.ts'

test('marks older than two days go, younger ones stay', async () => {
  const { store } = openClub()
  const now = await store.now()
  await store.transaction(async (transaction) => {
    for (const [id, hours] of [
      ['1', 60],
      ['2', 49],
      ['3', 47],
      ['4', 0],
    ] as const) {
      transaction.set('bots/1/handled', id, { at: new Date(now - hours * 3_600_000).toISOString() })
    }
  })
  expect(await prune(store, 'bots/1/handled')).toBe(2)
  expect((await store.list('bots/1/handled')).map(({ id }) => id)).toEqual(['3', '4'])
  expect(await prune(store, 'bots/1/handled')).toBe(0)
})
