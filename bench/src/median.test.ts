import { expect, test } from 'vitest'
import { median } from './median.ts'

test('the middle, whatever the order and the count', () => {
  expect([median([30, 1, 2]), median([4, 1]), median([5]), median([])]).toEqual([2, 2.5, 5, Number.NaN])
})
