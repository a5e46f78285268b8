import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import type { Store, Transaction } from '../store.ts'
import { type Backend, expectCode, oneConnection, twoConnections } from './session.ts'

/** One transaction reads; before it ends, another writer makes a change after which the same read gives `seenAfter`. */
interface Overtaking {
  readonly what: string
  readonly read: (transaction: Transaction) => Promise<unknown>
  readonly change: (other: Transaction) => void
  readonly seenAfter: unknown
}

export function transactionsContract(backend: Backend): void {
  describe(`${backend.name}: transactions`, () => {
    test('give what their work gives, and apply all of its writes or none', async () => {
      const [store, reader] = await twoConnections(backend)
      const result = await store.transaction(async (transaction) => {
        transaction.set('teams', 'T1', { n: 1 })
        transaction.create('teams', 'T2', { n: 2 })
        return 'done'
      })
      expect(result).toBe('done')
      const reason = new Error('changed my mind')
      const thrown = store.transaction(async (transaction) => {
        transaction.set('teams', 'T1', { n: 9 })
        throw reason
      })
      await expect(thrown).rejects.toBe(reason)
      expect(await reader.list('teams')).toEqual([
        { id: 'T1', data: { n: 1 } },
        { id: 'T2', data: { n: 2 } },
      ])
    })

    test('create fails where the id is taken, and then nothing of the transaction stays', async () => {
      const [store, another] = await twoConnections(backend)
      await another.transaction(async (transaction) => transaction.create('teams', 'T1', { n: 1 }))
      const creating = store.transaction(async (transaction) => {
        transaction.set('teams', 'T0', { n: 0 })
        transaction.create('teams', 'T1', { n: 2 })
      })
      await expectCode(creating, 'document-exists')
      expect(await store.list('teams')).toEqual([{ id: 'T1', data: { n: 1 } }])
      await store.transaction(async (transaction) => {
        transaction.delete('teams', 'T1')
        transaction.create('teams', 'T1', { n: 3 })
      })
      expect(await another.get('teams', 'T1')).toEqual({ n: 3 })
    })

    test('read first, then write; a read that comes later fails them even where it is caught', async () => {
      const store = await oneConnection(backend)
      const reads: ((transaction: Transaction) => Promise<unknown>)[] = [
        (transaction) => transaction.get('teams', 'T1'),
        (transaction) => transaction.list('teams'),
      ]
      for (const read of reads) {
        const late = store.transaction(async (transaction) => {
          transaction.set('teams', 'T1', {})
          await read(transaction).catch(() => undefined)
        })
        await expectCode(late, 'read-after-write')
      }
      expect(await store.list('teams')).toEqual([])
    })

    test('cannot be used once their work has ended', async () => {
      const store = await oneConnection(backend)
      const kept = await store.transaction(async (transaction) => [transaction])
      expect(() => kept[0]?.set('teams', 'T1', {})).toThrow(expect.objectContaining({ code: 'transaction-over' }))
      await expectCode(Promise.resolve(kept[0]?.get('teams', 'T1')), 'transaction-over')
      expect(await store.list('teams')).toEqual([])
    })

    const get = (id: string) => (transaction: Transaction) => transaction.get('teams', id)
    const ids = async (transaction: Transaction) => (await transaction.list('teams')).map(({ id }) => id)
    const numbers = async (transaction: Transaction) => (await transaction.list('teams')).map(({ data }) => data.n)
    const low = async (transaction: Transaction) =>
      (await transaction.list('teams', { where: [['n', '<', 5]] })).map(({ id }) => id)

    const overtakings: Overtaking[] = [
      {
        what: 'changed the document',
        read: get('T1'),
        change: (other) => other.set('teams', 'T1', { n: 2 }),
        seenAfter: { n: 2 },
      },
      {
        what: 'deleted the document',
        read: get('T1'),
        change: (other) => other.delete('teams', 'T1'),
        seenAfter: undefined,
      },
      {
        what: 'made the document',
        read: get('T2'),
        change: (other) => other.create('teams', 'T2', { n: 2 }),
        seenAfter: { n: 2 },
      },
      {
        what: 'added to the list',
        read: ids,
        change: (other) => other.create('teams', 'T2', {}),
        seenAfter: ['T1', 'T2'],
      },
      { what: 'took from the list', read: ids, change: (other) => other.delete('teams', 'T1'), seenAfter: [] },
      {
        what: 'changed what is listed',
        read: numbers,
        change: (other) => other.set('teams', 'T1', { n: 5 }),
        seenAfter: [5],
      },
      {
        what: 'added what the filter leaves out',
        read: low,
        change: (other) => other.set('teams', 'T2', { n: 5 }),
        seenAfter: ['T1'],
      },
    ]

    // Side by side: a backend that locks what is read takes seconds to see that two wait for each other.
    test.concurrent.for(overtakings)(
      'are as if one came after the other, when another writer $what',
      async (overtaking, { expect, onTestFinished }) => {
        const [store, another] = await twoConnections(backend, onTestFinished)
        await store.transaction(async (transaction) => transaction.set('teams', 'T1', { n: 1 }))
        let other: Promise<boolean> | undefined
        const seen = await store.transaction(async (transaction) => {
          const found = await overtaking.read(transaction)
          other ??= another.transaction(async (inner) => {
            const before = await inner.get('results', 'ended')
            overtaking.change(inner)
            return before !== undefined
          })
          await doneOrWaiting(other)
          transaction.set('results', 'ended', {})
          return found
        })
        const otherCameAfter = await other
        if (!otherCameAfter) expect(seen).toEqual(overtaking.seenAfter)
      },
    )

    test('never see two moments at once', async () => {
      const [store, another] = await twoConnections(backend)
      const both = (writer: Store, n: number) =>
        writer.transaction(async (transaction) => {
          transaction.set('pair', 'left', { n })
          transaction.set('pair', 'right', { n })
        })
      await both(another, 1)
      let other: Promise<void> | undefined
      const seen = await store.transaction(async (transaction) => {
        const left = await transaction.get('pair', 'left')
        other ??= both(another, 2)
        await doneOrWaiting(other)
        const right = await transaction.get('pair', 'right')
        if (left?.n !== right?.n) throw new Error('saw two moments')
        return [left?.n, right?.n]
      })
      await other
      expect(seen[0]).toBe(seen[1])
    })

    test('lose no update when many write one document at once', async () => {
      const stores = await twoConnections(backend)
      const length = backend.writersAtOnce ?? 40
      const increments = Array.from({ length }, (_, index) =>
        (stores[index % 2] as Store).transaction(async (transaction) => {
          const before = await transaction.get('counters', 'one')
          transaction.set('counters', 'one', { n: Number(before?.n ?? 0) + 1 })
        }),
      )
      await Promise.all(increments)
      expect(await stores[0].get('counters', 'one')).toEqual({ n: length })
    })
  })
}

/** A backend that locks what was read lets the other wait until the reader has ended; one that does not is done at once. */
async function doneOrWaiting(other: Promise<unknown>): Promise<void> {
  const waited = new AbortController()
  await Promise.race([other, sleep(300, undefined, { signal: waited.signal }).catch(() => undefined)])
  waited.abort()
}
