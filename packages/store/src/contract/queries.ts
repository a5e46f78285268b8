import { describe, expect, test } from 'vitest'
import type { Data, Query, Store } from '../store.ts'
import { type Backend, expectCode, oneConnection, twoConnections } from './session.ts'

const players: Record<string, Data> = {
  a: { name: 'Ann', age: 31, fit: true },
  b: { name: 'ben', age: 9, fit: false },
  c: { name: 'Çem', age: 30.5 },
  d: { name: 'Ann', age: '31' },
  e: { age: null, fit: true },
  Z: { name: '𝒵oe', age: -2 },
}

const refused: Record<string, unknown> = {
  'a field that would be SQL': { where: [['a" or 1=1', '==', 1]] },
  'a path': { where: [['a.b', '==', 1]] },
  'an empty field': { orderBy: { field: '' } },
  'an unknown comparison': { where: [['age', '!=', 1]] },
  'a list as value': { where: [['age', '==', [1]]] },
  'null as value': { where: [['age', '==', null]] },
  'not a number': { where: [['age', '==', Number.NaN]] },
  'an unknown direction': { orderBy: { field: 'age', direction: 'up' } },
  'two directions': { orderBy: { field: 'age' }, direction: 'ascending' },
  'no limit at all': { limit: 0 },
  'half a limit': { limit: 1.5 },
}

export function queriesContract(backend: Backend): void {
  describe(`${backend.name}: queries`, () => {
    async function found(store: Store, query?: Query): Promise<string> {
      return (await store.list('players', query)).map(({ id }) => id).join(' ')
    }

    test('filter, order and limit as Firestore does', async () => {
      const [store, another] = await twoConnections(backend)
      await store.transaction(async (transaction) => {
        for (const [id, data] of Object.entries(players)) transaction.create('players', id, data)
        transaction.create('players/a/notes', 'f', { age: 31 })
      })
      const expectations: [Query | undefined, string][] = [
        [undefined, 'Z a b c d e'],
        [{}, 'Z a b c d e'],
        [{ direction: 'descending', limit: 2 }, 'e d'],
        [{ where: [['age', '==', 31]] }, 'a'],
        [{ where: [['age', '==', '31']] }, 'd'],
        [{ where: [['age', '==', 30.5]] }, 'c'],
        [{ where: [['age', '<', 31]] }, 'Z b c'],
        [{ where: [['age', '<=', 31]], limit: 3 }, 'Z a b'],
        [{ where: [['age', '>', -2]] }, 'a b c'],
        [{ where: [['age', '>=', '3']] }, 'd'],
        [{ where: [['fit', '==', true]] }, 'a e'],
        [{ where: [['fit', '==', false]] }, 'b'],
        [{ where: [['name', '==', 'Ann']] }, 'a d'],
        [{ where: [['name', '==', `Ann' OR '1'='1`]] }, ''],
        [
          {
            where: [
              ['name', '==', 'Ann'],
              ['age', '>=', 0],
            ],
          },
          'a',
        ],
        [{ orderBy: { field: 'age' } }, 'e Z b c a d'],
        [{ orderBy: { field: 'age', direction: 'descending' } }, 'd a c b Z e'],
        [{ orderBy: { field: 'name' } }, 'a d b c Z'],
        [{ orderBy: { field: 'name', direction: 'descending' }, limit: 4 }, 'Z c b d'],
        [{ orderBy: { field: 'fit' }, where: [['age', '>', 0]] }, 'b a'],
        [{ orderBy: { field: 'absent' } }, ''],
      ]
      for (const [query, ids] of expectations) {
        expect([query, await found(another, query)]).toEqual([query, ids])
        const inside = await store.transaction((transaction) => transaction.list('players', query))
        expect(inside.map(({ id }) => id).join(' ')).toBe(ids)
      }
    })

    test.each(Object.keys(refused))('refuse %s', async (name) => {
      const store = await oneConnection(backend)
      const query = refused[name] as Query
      await expectCode(store.list('players', query), 'bad-query')
      await expectCode(
        store.transaction((transaction) => transaction.list('players', query)),
        'bad-query',
      )
    })
  })
}
