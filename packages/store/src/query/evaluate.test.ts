import { describe, expect, test } from 'vitest'
import type { Document, Query } from '../store.ts'
import { evaluate } from './evaluate.ts'

const documents: Document[] = [
  { id: 'b', data: { n: 2, name: '\uffee' } },
  { id: 'a', data: { n: 10, name: '𝒵' } },
  { id: 'c', data: { n: '2', name: true } },
  { id: 'd', data: { name: null } },
  { id: 'e', data: { n: false, name: [1] } },
  { id: 'f', data: { n: { m: 1 }, name: 'A' } },
]

const expectations: [Query, string][] = [
  [{}, 'a b c d e f'],
  [{ direction: 'descending', limit: 2 }, 'f e'],
  [{ where: [['n', '<', 10]] }, 'b'],
  [{ where: [['n', '<=', 10]], limit: 1 }, 'a'],
  [{ where: [['n', '>', 2]] }, 'a'],
  [{ where: [['n', '>=', '2']] }, 'c'],
  [{ where: [['n', '==', false]] }, 'e'],
  [{ orderBy: { field: 'n' } }, 'e b a c f'],
  [{ orderBy: { field: 'name' } }, 'd c f b a e'],
  [{ orderBy: { field: 'name', direction: 'descending' }, limit: 3 }, 'e a b'],
]

describe('a query over documents that are here', () => {
  test.each(expectations)('%j', (query, ids) => {
    expect(
      evaluate(documents, query)
        .map(({ id }) => id)
        .join(' '),
    ).toBe(ids)
  })
})
