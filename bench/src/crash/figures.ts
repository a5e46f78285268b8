import type { Books } from '@kickai/traffic'
import { lossLines } from '../releases/losses.ts'
import { percentile } from '../switch/figures.ts'
import type { Killed } from './victim.ts'

/** What users met on one platform. */
export type UsersBooks = Pick<Books, 'requests' | 'lost' | 'twice' | 'unverified' | 'badAnswers' | 'losses'>

export type CrashFigures = {
  kills: number
  consistent: number
  orphans: number
  requests: number
  lost: number
  twice: number
  unverified: number
  /** Kills at places that are known, and at random times. */
  placed: number
  random: number
  /** What the journals said in the end, and how often. */
  verdicts: { [verdict: string]: number }
  resumeSeconds: { p50: number; p99: number }
  seed: number
  /** Each that was not consistent, with what was wrong. */
  wrong: { title: string; verdict: string; problems: string[] }[]
  /** The first that were lost. */
  losses: string[]
}

export const targets = { random: 50 }

/** Puts the figures together. Pure. */
export function figuresOf(
  { placed, random }: { placed: readonly Killed[]; random: readonly Killed[] },
  books: readonly UsersBooks[],
  seed: number,
): CrashFigures {
  const all = [...placed, ...random]
  const done = all.filter(({ killed }) => killed)
  const sum = (of: (each: UsersBooks) => number) => books.reduce((total, each) => total + of(each), 0)
  const verdicts: { [verdict: string]: number } = {}
  for (const { verdict } of done) verdicts[verdict] = (verdicts[verdict] ?? 0) + 1
  const seconds = done.map(({ resumeSeconds }) => resumeSeconds)
  return {
    kills: done.length,
    consistent: done.filter(({ problems }) => problems.length === 0).length,
    orphans: done.reduce((total, { orphans }) => total + orphans, 0),
    requests: sum(({ requests }) => requests),
    lost: sum(({ lost }) => lost),
    twice: sum(({ twice }) => twice),
    unverified: sum(({ unverified }) => unverified),
    placed: placed.filter(({ killed }) => killed).length,
    random: random.filter(({ killed }) => killed).length,
    verdicts,
    resumeSeconds: { p50: percentile(seconds, 50), p99: percentile(seconds, 99) },
    seed,
    wrong: all
      .filter(({ problems }) => problems.length > 0)
      .map(({ title, verdict, problems }) => ({ title, verdict, problems })),
    losses: lossLines(books),
  }
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets(figures: CrashFigures, ordered: { placed: number; random: number }): string[] {
  const { kills, consistent, orphans, lost, twice, unverified, placed, random } = figures
  const missed: string[] = []
  if (placed < ordered.placed)
    missed.push(`at ${ordered.placed - placed} of ${ordered.placed} places nobody was killed`)
  if (random < ordered.random) missed.push(`${random} kills at random times, fewer than ${ordered.random}`)
  if (consistent < kills) missed.push(`${kills - consistent} of ${kills} kills left something inconsistent`)
  if (orphans > 0) missed.push(`${orphans} processes were left that belong to nothing`)
  if (lost > 0) missed.push(`${lost} requests were lost`)
  if (twice > 0) missed.push(`${twice} were handled twice`)
  if (unverified > 0) missed.push(`of ${unverified} nobody can say how often they were handled`)
  return missed
}
