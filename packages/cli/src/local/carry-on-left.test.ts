import { expect, test } from 'vitest'
import { demandKnownEnd } from './carry-on-left.ts'

const plan = { release: 'rel_1', environment: 'testing' } as never

test.each(['rollback failed', 'unknown'] as const)('a release that ended as %s stops the start', (verdict) => {
  const reason = { code: 'x', sentence: 'Nobody answers.' }
  expect(() => demandKnownEnd({ plan, verdict, reason })).toThrow(
    expect.objectContaining({
      code: 'left-uncertain',
      message: `rel_1, which was left half done in testing, ended as ${verdict}: Nobody answers.`,
    }),
  )
})

test.each(['live', 'failed', 'rolled back', 'blocked'] as const)(
  'one that ended as %s leaves known ground',
  (verdict) => {
    expect(demandKnownEnd({ plan, verdict })).toBeUndefined()
  },
)
