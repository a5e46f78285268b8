import { join } from 'node:path'
import { openSqliteStore, type Store } from '@kickai/store'
import { expect, onTestFinished, test } from 'vitest'
import { temporaryDirectory } from '../../fixtures/club.ts'
import { type Lease, takeLease } from './lease.ts'

/** Two connections to one file, as two processes have, with a clock that the test moves. */
function openTwo() {
  const clock = { now: 1_000_000 }
  const path = join(temporaryDirectory(), 'club.sqlite')
  const open = (): Store => {
    const store = openSqliteStore({ path, clock: () => clock.now })
    onTestFinished(() => store.close())
    return store
  }
  const [first, second] = [open(), open()]
  const take = (store: Store, holder: string): Promise<Lease | undefined> =>
    takeLease({ store, collection: 'bots/1/leases', holder, limitMilliseconds: 1000 })
  return { clock, first, second, take }
}

const lost = { code: 'lease-lost' }

test('of many who ask at once, one gets it', async () => {
  const { first, second, take } = openTwo()
  const asked = Array.from({ length: 10 }, (_, index) => take(index % 2 === 0 ? first : second, `holder ${index}`))
  const taken = (await Promise.all(asked)).filter((lease) => lease !== undefined)
  expect(taken).toHaveLength(1)
  expect(taken[0]?.leftMilliseconds()).toBeGreaterThan(0)
})

test('given back it is free at once; its token grows with every taking', async () => {
  const { first, second, take } = openTwo()
  const held = await take(first, 'a')
  expect(await take(second, 'b')).toBeUndefined()
  await held?.release()
  expect(held?.leftMilliseconds()).toBeLessThanOrEqual(0)
  const next = await take(second, 'b')
  expect(next?.token).toBe((held?.token ?? 0) + 1)
})

test('it runs out by the store’s clock unless it is renewed', async () => {
  const { clock, first, second, take } = openTwo()
  const held = await take(first, 'a')
  clock.now += 900
  await held?.renew()
  clock.now += 900
  expect(await take(second, 'b')).toBeUndefined()
  clock.now += 100
  expect(await take(second, 'b')).toBeDefined()
})

test('who has lost it can neither renew, act nor give away what another has', async () => {
  const { clock, first, second, take } = openTwo()
  const sleeper = await take(first, 'a')
  clock.now += 1000
  const holder = await take(second, 'b')
  await expect(sleeper?.renew()).rejects.toMatchObject(lost)
  await expect(
    first.transaction(async (transaction) => {
      await sleeper?.check(transaction)
      transaction.set('teams', 'T1', { name: 'written by one who had lost it' })
    }),
  ).rejects.toMatchObject(lost)
  expect(await first.get('teams', 'T1')).toBeUndefined()
  await sleeper?.release()
  expect(await take(first, 'a')).toBeUndefined()
  await holder?.renew()
})
