import { expect, test } from 'vitest'
import { waitsOf } from './waits.ts'

test('what a release waited for the platform, and for its own proof; one that did not bake has no such times', () => {
  expect(waitsOf({ deploying: 1_000, verifying: 3_500, baking: 4_500 })).toEqual({ startMs: 2_500, provenMs: 1_000 })
  expect(() => waitsOf({ deploying: 1_000, verifying: 3_500 })).toThrow(RangeError)
})
