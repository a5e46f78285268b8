import type { Verdict } from '@kickai/release'
import type { Books } from '@kickai/traffic'
import { lossLines } from '../releases/losses.ts'
import type { Draw } from './draw.ts'

/** How a drawn release ended. */
export type Ending = {
  drawn: Draw
  /** What the journal says. */
  verdict: Verdict | 'none'
  reason: string
  /** What is wrong with what was left; see `inconsistencies`. */
  problems: string[]
  orphans: number
}

export type SoakFigures = {
  releases: number
  good: number
  live: number
  goodRolledBack: number
  bad: number
  badCaught: number
  /** Good ones that the platform kept from going live, and those of them that left the old one serving. */
  barred: number
  barredWell: number
  orphans: number
  requests: number
  lost: number
  twice: number
  unverified: number
  /** Answers that were bad releases' own. */
  badAnswers: number
  seed: number
  /** Each that ended otherwise than it must. */
  unlike: { number: number; title: string; verdict: string; reason: string; problems: string[] }[]
  /** The first that were lost. */
  losses: string[]
}

export const targets = { releases: 300, liveShare: 0.99 }

const caught: ReadonlySet<Ending['verdict']> = new Set(['failed', 'rolled back'])
/** Where the platform makes it impossible, it is enough that nobody claims to know more than he does. */
export const barredEnds: ReadonlySet<Verdict | undefined> = new Set(['failed', 'rolled back', 'blocked', 'unknown'])

/** Whether a release ended as it must. Pure. */
export function isAsItMust({ drawn: { is }, verdict, problems }: Ending): boolean {
  if (problems.length > 0) return false
  if (is === 'good') return verdict === 'live'
  if (is === 'bad') return caught.has(verdict)
  return verdict !== 'none' && barredEnds.has(verdict)
}

type UsersBooks = Pick<Books, 'requests' | 'lost' | 'twice' | 'unverified' | 'badAnswers' | 'losses'>

/** Puts the figures together. Pure. */
export function figuresOf(endings: readonly Ending[], books: readonly UsersBooks[], seed: number): SoakFigures {
  const of = (is: Draw['is']) => endings.filter(({ drawn }) => drawn.is === is)
  const sum = (count: 'requests' | 'lost' | 'twice' | 'unverified' | 'badAnswers') =>
    books.reduce((total, each) => total + each[count], 0)
  return {
    releases: endings.length,
    good: of('good').length,
    live: of('good').filter(isAsItMust).length,
    goodRolledBack: of('good').filter(({ verdict }) => caught.has(verdict)).length,
    bad: of('bad').length,
    badCaught: of('bad').filter(isAsItMust).length,
    barred: of('barred').length,
    barredWell: of('barred').filter(isAsItMust).length,
    orphans: endings.reduce((total, { orphans }) => total + orphans, 0),
    requests: sum('requests'),
    lost: sum('lost'),
    twice: sum('twice'),
    unverified: sum('unverified'),
    badAnswers: sum('badAnswers'),
    seed,
    unlike: endings
      .filter((ending) => !isAsItMust(ending))
      .map(({ drawn: { number, title }, verdict, reason, problems }) => ({ number, title, verdict, reason, problems })),
    losses: lossLines(books),
  }
}

/** Which targets were missed, each a sentence. Pure. */
export function missedTargets(figures: SoakFigures, ordered: number): string[] {
  const { releases, good, live, bad, badCaught, barred, barredWell, orphans, lost, twice, unverified } = figures
  const missed: string[] = []
  if (releases < ordered) missed.push(`${releases} releases, fewer than ${ordered}`)
  if (live < good * targets.liveShare) missed.push(`${live} of ${good} good releases went live, fewer than 99 %`)
  if (badCaught < bad) missed.push(`${bad - badCaught} of ${bad} bad releases were not caught`)
  if (barredWell < barred) missed.push(`${barred - barredWell} of ${barred} barred releases did not leave the old one`)
  if (orphans > 0) missed.push(`${orphans} processes were left that belong to nothing`)
  if (lost > 0) missed.push(`${lost} requests were lost`)
  if (twice > 0) missed.push(`${twice} were handled twice`)
  if (unverified > 0) missed.push(`of ${unverified} nobody can say how often they were handled`)
  return missed
}
