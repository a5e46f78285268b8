import { expect, it } from 'vitest'
import { asData } from './as-data.ts'

it('leaves out what JSON leaves out, at every depth, and keeps the rest', () => {
  const record = {
    kind: 'observation',
    absent: undefined,
    event: { at: 1.5, gone: undefined, list: [1, undefined, { none: null, gone: undefined }], over: Number.NaN },
    yes: true,
    last: Number.POSITIVE_INFINITY,
  }
  expect(asData(record)).toStrictEqual(JSON.parse(JSON.stringify(record)))
})
