import { expect, test } from 'vitest'
import type { Write } from './buffer.ts'
import { netWrites } from './net-writes.ts'

const set = (id: string, json: string): Write => ({ kind: 'set', collection: 'teams', id, json })
const create = (id: string, json: string): Write => ({ kind: 'create', collection: 'teams', id, json })
const remove = (id: string): Write => ({ kind: 'delete', collection: 'teams', id })

test('the last write of each document counts, ordered by path', () => {
  expect(netWrites([set('b', '1'), set('a', '1'), remove('b'), set('a', '2')])).toEqual([
    { collection: 'teams', id: 'a', mustBeNew: false, json: '2' },
    { collection: 'teams', id: 'b', mustBeNew: false },
  ])
})

test('a document that the transaction begins by creating must be new, whatever follows', () => {
  expect(netWrites([create('a', '1'), set('a', '2'), create('b', '1'), remove('b')])).toEqual([
    { collection: 'teams', id: 'a', mustBeNew: true, json: '2' },
    { collection: 'teams', id: 'b', mustBeNew: true },
  ])
})

test('what the transaction has deleted may be created again', () => {
  expect(netWrites([remove('a'), create('a', '1')])).toEqual([
    { collection: 'teams', id: 'a', mustBeNew: false, json: '1' },
  ])
})

test('what the transaction has stored itself cannot be created', () => {
  for (const before of [set('a', '1'), create('a', '1')]) {
    expect(() => netWrites([before, create('a', '2')])).toThrow(expect.objectContaining({ code: 'document-exists' }))
  }
})
