import { expect, test } from 'vitest'
import { fasterBy, figureRow, missedRows, rowOf } from './row.ts'

test('a row says whether it is reached, and one that could not be measured is not', () => {
  const half = { is: 'at least', value: 0.5 } as const
  expect(rowOf('Faster', 'share', half, fasterBy(10, 5), 'measured')).toMatchObject({ measured: 0.5, reached: true })
  const missed = rowOf('Faster', 'share', half, fasterBy(10, 12), 'measured')
  expect(missed).toMatchObject({ measured: -0.2, reached: false })
  const unknown = rowOf('Pooling', 'share', half, undefined, 'no emulator')
  expect(unknown).not.toHaveProperty('reached')
  expect(missedRows([missed, unknown])).toEqual([
    'Faster: -0.2. measured',
    'Pooling could not be measured: no emulator',
  ])
})

test('targets of figures are those that "kickai metrics" has', () => {
  expect(figureRow('Rollback', 'rollback', 119_999, '')).toMatchObject({ unit: 'ms', reached: true })
  expect(figureRow('Rollback', 'rollback', 120_000, '')).toMatchObject({ reached: false })
  expect(figureRow('Success', 'successShare', 0.95, '')).toMatchObject({ reached: false })
  expect(() => figureRow('Lead time', 'leadTime', 1, '')).toThrow(RangeError)
})
