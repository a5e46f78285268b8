import { expect, test } from 'vitest'
import { readPosition } from './position.ts'

test.each([
  ['Goalkeeper', 'goalkeeper'],
  ['GK', 'goalkeeper'],
  ['centre mid', 'midfielder'],
  ['center-back', 'defender'],
  ['Striker', 'forward'],
])('%s is a %s', (text, position) => {
  expect(readPosition(text)).toBe(position)
})

test('an unknown position is refused with those that are known', () => {
  expect(() => readPosition('quarterback')).toThrow(
    expect.objectContaining({ code: 'bad-position', wayOut: 'Use one of goalkeeper, defender, midfielder, forward.' }),
  )
})
