import { expect, test } from 'vitest'
import { readOptions } from './options.ts'

test('numbers by name, and which cases', () => {
  expect(readOptions(['--seed', '7', '--only', 'upload'], { seed: 1, kills: 50 })).toEqual({
    numbers: { seed: 7, kills: 50 },
    only: 'upload',
  })
})

test('everything that is wrong is said at once', () => {
  expect(() => readOptions(['--sed', '7', '--kills', 'many'], { seed: 1, kills: 50 })).toThrow(
    'there is no option --sed; --kills takes a whole number',
  )
})
