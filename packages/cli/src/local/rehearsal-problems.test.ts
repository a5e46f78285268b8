import type { Books } from '@kickai/traffic'
import { expect, test } from 'vitest'
import { rehearsalProblems } from './rehearsal-problems.ts'

const rescued = { verdict: 'rolled back', caughtSeconds: 0.5, backSeconds: 1.5 }
const kinds = ['kept-alive', 'fresh'] as const
const some = { requests: 9, lost: 0, badAnswers: 0, twice: 0 }
const books = { lost: 0, byKind: { 'kept-alive': some, fresh: some } }

test.each<[string, Partial<typeof rescued> | object, Pick<Books, 'lost' | 'byKind'>, string[]]>([
  ['a rescue', {}, books, []],
  ['a kind of users that never came', {}, { ...books, byKind: { fresh: some } }, ['no traffic of kind kept-alive']],
  ['nobody at all', {}, { lost: 0, byKind: {} }, ['kind kept-alive', 'kind fresh']],
  ['a time that was never measured', { caughtSeconds: undefined }, books, ['nothing was measured']],
  ['another end', { verdict: 'live', caughtSeconds: undefined }, books, ['ended as live']],
  ['a loss', {}, { ...books, lost: 1200 }, ['1,200 requests were lost']],
])('%s', (_what, change, counted, problems) => {
  expect(rehearsalProblems({ ...rescued, ...change }, counted, kinds)).toEqual(
    problems.map((problem) => expect.stringContaining(problem)),
  )
})
