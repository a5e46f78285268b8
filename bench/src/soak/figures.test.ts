import { expect, test } from 'vitest'
import type { Draw } from './draw.ts'
import { type Ending, figuresOf, missedTargets } from './figures.ts'

const books = { requests: 500, lost: 0, twice: 0, unverified: 0, badAnswers: 9, losses: [] }

function ending(is: Draw['is'], verdict: Ending['verdict'], problems: string[] = []): Ending {
  const drawn: Draw = { number: 4, is, ships: {}, faults: [], title: is }
  return { drawn, verdict, reason: 'why', problems, orphans: 0 }
}

test('each ended as it must', () => {
  const endings = [
    ending('good', 'live'),
    ending('bad', 'failed'),
    ending('bad', 'rolled back'),
    ending('barred', 'unknown'),
  ]
  const figures = figuresOf(endings, [books], 7)
  expect(figures).toMatchObject({ releases: 4, good: 1, live: 1, goodRolledBack: 0, bad: 2, badCaught: 2, lost: 0 })
  expect(missedTargets(figures, 4)).toEqual([])
})

test('one that ended otherwise is shown with its number and reason', () => {
  const endings = [
    ending('good', 'rolled back'),
    ending('bad', 'live'),
    ending('bad', 'rolled back', ['no process runs']),
  ]
  const figures = figuresOf(endings, [{ ...books, lost: 1 }], 7)
  expect(figures).toMatchObject({ good: 1, live: 0, goodRolledBack: 1, bad: 2, badCaught: 0 })
  expect(figures.unlike[0]).toEqual({ number: 4, title: 'good', verdict: 'rolled back', reason: 'why', problems: [] })
  expect(missedTargets(figures, 300)).toEqual([
    '3 releases, fewer than 300',
    '0 of 1 good releases went live, fewer than 99 %',
    '2 of 2 bad releases were not caught',
    '1 requests were lost',
  ])
})
