import { describe, expect, test } from 'vitest'
import type { Data, Store } from '../store.ts'
import { type Backend, expectCode, oneConnection } from './session.ts'

const unnamable = ['', '.', '..', '__id__', 'a b', 'ä', 'a%', "a'b", 'a\u0000', 'x'.repeat(201)]

/** What the types forbid, as JavaScript or a cast would bring it in. */
const unstorable: Record<string, unknown> = {
  undefined: { a: undefined },
  'not a number': { a: Number.NaN },
  infinite: { a: [Number.POSITIVE_INFINITY] },
  date: { a: new Date(0) },
  map: { a: new Map() },
  function: { a: () => 1 },
  'big integer': { a: 1n },
  'array within array': { a: [[1]] },
  'hole in an array': { a: new Array(1) },
  'half a character': { a: '\ud800' },
  'half a character in a name': { '\udc00': 1 },
  'empty field name': { a: { '': 1 } },
  'reserved field name': { __a__: 1 },
  'too deep': nested(21),
  array: [],
  text: 'text',
  null: null,
}

export function limitsContract(backend: Backend): void {
  describe(`${backend.name}: limits`, () => {
    const setting = (store: Store, data: unknown, id = 'T1') =>
      store.transaction(async (transaction) => transaction.set('teams', id, data as Data))

    test('names are checked by every operation', async () => {
      const store = await oneConnection(backend)
      for (const name of unnamable) {
        await expectCode(store.get('teams', name), 'bad-name')
        await expectCode(setting(store, {}, name), 'bad-name')
        if (name !== '') await expectCode(store.list(`teams/T1/${name}`), 'bad-name')
      }
      for (const collection of ['', 'teams/T1', '/teams', 'teams/', 'teams//players']) {
        await expectCode(store.list(collection), 'bad-name')
        await expectCode(store.get(collection, 'T1'), 'bad-name')
        await expectCode(
          store.transaction(async (transaction) => transaction.delete(collection, 'T1')),
          'bad-name',
        )
        await expectCode(
          store.transaction((transaction) => transaction.list(collection)),
          'bad-name',
        )
      }
      await setting(store, {}, 'x'.repeat(200))
    })

    test.each(Object.keys(unstorable))('refuses a value that JSON or Firestore would lose: %s', async (name) => {
      const store = await oneConnection(backend)
      await expectCode(setting(store, unstorable[name]), 'bad-value')
      expect(await store.list('teams')).toEqual([])
    })

    test('names every place that is wrong', async () => {
      const store = await oneConnection(backend)
      const setBoth = setting(store, { first: undefined, second: { third: [Number.NaN] } })
      await expect(setBoth).rejects.toThrow(/first is undefined; second\.third\[0\] is NaN/)
    })

    test('takes 20 levels, and a mebibyte to the byte', async () => {
      const store = await oneConnection(backend)
      await setting(store, nested(20))
      // By Firestore's rules: 26 for the name teams/T1 with its 16, 32 for the document, 5 for the field, 1 for the text.
      const half = 'x'.repeat(500_000)
      const room = 1_048_576 - 'teams/T1'.length - 1 - 16 - 32 - 2 * ('text'.length + 1 + 1) - half.length
      await setting(store, { text: 'x'.repeat(room), more: half })
      await expectCode(setting(store, { text: 'x'.repeat(room + 1), more: half }), 'document-too-large')
      await expectCode(setting(store, { text: 'ä'.repeat(room / 2 + 1), more: half }), 'document-too-large')
      expect(await store.get('teams', 'T1')).toEqual({ text: 'x'.repeat(room), more: half })
    })

    test('takes a field to the byte, and 40,000 entries of an index', async () => {
      const store = await oneConnection(backend)
      await setting(store, { text: 'x'.repeat(1_048_486) })
      await expectCode(setting(store, { text: 'x'.repeat(1_048_487) }), 'document-too-large')
      const names = Array.from({ length: 10_000 }, (_, index) => [`f${index}`, index])
      const many = { list: new Array(19_994).fill(1), inner: Object.fromEntries(names), flag: true }
      await setting(store, many)
      expect(await store.get('teams', 'T1')).toEqual(many)
      await expectCode(setting(store, { ...many, list: new Array(19_995).fill(1) }), 'document-too-large')
    })

    test('takes 10 MiB in one transaction, not more', async () => {
      const store = await oneConnection(backend)
      const writing = (count: number) =>
        store.transaction(async (transaction) => {
          for (let index = 0; index < count; index++)
            transaction.set('big', `${index}`, { text: 'x'.repeat(1_000_000) })
        })
      await expectCode(writing(11), 'transaction-too-large')
      expect(await store.list('big')).toEqual([])
      const most = backend.largestTransaction ?? 10
      await writing(most)
      expect(await store.list('big')).toHaveLength(most)
    })
  })
}

function nested(levels: number): Data {
  let data: Data = {}
  for (let level = 1; level < levels; level++) data = { in: data }
  return data
}
