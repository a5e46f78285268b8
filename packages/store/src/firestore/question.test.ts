import { describe, expect, test } from 'vitest'
import type { Query } from '../store.ts'
import { questionOf } from './question.ts'

describe('what single-field indexes answer is left to Firestore', () => {
  const whole: Query[] = [
    {},
    { limit: 3 },
    { direction: 'ascending', limit: 3 },
    { where: [['a', '==', 1]], limit: 3 },
    {
      where: [
        ['a', '==', 1],
        ['b', '==', 2],
      ],
    },
    { orderBy: { field: 'a', direction: 'descending' }, limit: 3 },
    {
      where: [
        ['a', '>', 1],
        ['a', '<', 9],
      ],
      orderBy: { field: 'a', direction: 'descending' },
      limit: 3,
    },
  ]
  test.each(whole)('%j', (query) => {
    expect(questionOf(query)).toEqual({ asked: query, rest: {} })
  })
})

describe('what would need an index of its own is done here', () => {
  const divided: [Query, asked: Query, rest: Query][] = [
    [{ direction: 'descending', limit: 2 }, { where: [] }, { where: [], direction: 'descending', limit: 2 }],
    [
      { where: [['a', '<', 1]], limit: 2 },
      { where: [['a', '<', 1]], orderBy: { field: 'a' } },
      { where: [], limit: 2 },
    ],
    [
      { where: [['a', '==', 1]], orderBy: { field: 'b' } },
      { where: [['a', '==', 1]] },
      { where: [], orderBy: { field: 'b' } },
    ],
    [
      {
        where: [
          ['a', '==', 1],
          ['b', '<', 2],
        ],
      },
      { where: [['a', '==', 1]] },
      { where: [['b', '<', 2]] },
    ],
    [
      { where: [['a', '<', 1]], orderBy: { field: 'b' } },
      { where: [['a', '<', 1]], orderBy: { field: 'a' } },
      { where: [], orderBy: { field: 'b' } },
    ],
    [
      {
        where: [
          ['a', '<', 1],
          ['b', '<', 2],
        ],
      },
      { where: [['a', '<', 1]], orderBy: { field: 'a' } },
      { where: [['b', '<', 2]] },
    ],
  ]
  test.each(divided)('%j', (query, asked, rest) => {
    expect(questionOf(query)).toEqual({ asked, rest })
  })
})
