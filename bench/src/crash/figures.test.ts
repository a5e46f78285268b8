import { expect, test } from 'vitest'
import { figuresOf, missedTargets, type UsersBooks } from './figures.ts'
import type { Killed } from './victim.ts'

const books: UsersBooks = { requests: 1_000, lost: 0, twice: 0, unverified: 0, badAnswers: 3, losses: [] }
const well: Killed = { title: 'upload', killed: true, verdict: 'live', problems: [], orphans: 0, resumeSeconds: 2 }

test('all is well', () => {
  const figures = figuresOf({ placed: [well], random: [well, { ...well, verdict: 'rolled back' }] }, [books, books], 7)
  expect(figures).toMatchObject({
    kills: 3,
    consistent: 3,
    orphans: 0,
    requests: 2_000,
    lost: 0,
    placed: 1,
    random: 2,
    verdicts: { live: 2, 'rolled back': 1 },
    seed: 7,
    wrong: [],
  })
  expect(missedTargets(figures, { placed: 1, random: 2 })).toEqual([])
})

test('whoever was not killed is no kill, and what is wrong is said', () => {
  const spared: Killed = { ...well, killed: false, problems: ['it was not killed'] }
  const torn: Killed = { ...well, title: 'restore', problems: ['no process runs'], orphans: 2 }
  const figures = figuresOf({ placed: [spared, torn], random: [] }, [{ ...books, lost: 4, unverified: 1 }], 7)
  expect(figures).toMatchObject({ kills: 1, consistent: 0, wrong: [{ title: 'upload' }, { title: 'restore' }] })
  expect(missedTargets(figures, { placed: 2, random: 50 })).toEqual([
    'at 1 of 2 places nobody was killed',
    '0 kills at random times, fewer than 50',
    '1 of 1 kills left something inconsistent',
    '2 processes were left that belong to nothing',
    '4 requests were lost',
    'of 1 nobody can say how often they were handled',
  ])
})
