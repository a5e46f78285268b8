import type { Transaction } from '@kickai/store'
import { type Change, recordAudit } from './change.ts'
import { cleanText } from './clean-text.ts'
import { ClubError } from './error.ts'
import { identifierNumber, nextIdentifier } from './identifier.ts'
import { readKickOff } from './kick-off.ts'
import { asMatch, type Match, type Side, sides } from './match.ts'
import { type Team, teamCollections } from './team.ts'

const longestText = 80

/** A match as a person has written it, each part still text. */
export interface MatchText {
  readonly opponent: string
  readonly kickOff: string
  readonly side: string
  /** May be empty. */
  readonly venue: string
}

/** Makes a match. Throws `bad-match` with all that is wrong, or `match-exists`. */
export async function createMatch(change: Change, team: Team, given: MatchText): Promise<Match> {
  const { transaction } = change
  const read = readMatch(given, team.timeZone, change.at)
  const upcoming = await listMatches(transaction, team, 'upcoming', change.at)
  const same = upcoming.find((match) => match.kickOff === read.kickOff)
  if (same !== undefined) {
    throw new ClubError(
      'match-exists',
      `${same.id} against ${same.opponent} already kicks off then.`,
      'Give another time, or leave it.',
    )
  }
  const identifier = await nextIdentifier(transaction, teamCollections.counters(team.id), 'match')

  identifier.keep()
  const data = {
    ...read,
    timeZone: team.timeZone,
    starters: 11,
    substitutes: 5,
    state: 'planned',
    addedAt: change.at,
  } as const
  transaction.create(teamCollections.matches(team.id), identifier.id, data)
  recordAudit(change, team.id, { what: 'match-created', subject: identifier.id, before: null, after: data })
  return { id: identifier.id, ...data }
}

/** The team's matches before or after a moment (ISO time), the nearest to it first. */
export async function listMatches(
  transaction: Pick<Transaction, 'list'>,
  team: Team,
  which: 'upcoming' | 'past',
  now: string,
): Promise<Match[]> {
  const documents = await transaction.list(teamCollections.matches(team.id), {
    where: [['kickOff', which === 'upcoming' ? '>' : '<=', now]],
    orderBy: { field: 'kickOff', direction: which === 'upcoming' ? 'ascending' : 'descending' },
  })
  return documents.map(({ id, data }) => asMatch(id, data))
}

/** The match with an id. Throws `no-such-match`. */
export async function findMatch(transaction: Pick<Transaction, 'get'>, team: Team, id: string): Promise<Match> {
  const data = await transaction.get(teamCollections.matches(team.id), id)
  if (data !== undefined) return asMatch(id, data)
  throw new ClubError('no-such-match', `There is no match ${id}.`, 'See /matches.')
}

/** The one match that lies ahead. Throws `no-upcoming-match`, or `which-match` where there are several. */
export async function onlyUpcomingMatch(
  transaction: Pick<Transaction, 'list'>,
  team: Team,
  now: string,
  command: string,
): Promise<Match> {
  const [first, ...others] = await listMatches(transaction, team, 'upcoming', now)
  if (first === undefined) {
    throw new ClubError('no-upcoming-match', 'No match is planned.', 'Wait until leadership has added one.')
  }
  if (others.length === 0) return first
  const choices = [first, ...others].sort((left, right) => identifierNumber(left.id) - identifierNumber(right.id))
  throw new ClubError(
    'which-match',
    `Which match? ${choices.map((match) => `${match.id} is ${match.opponent}`).join(', ')}.`,
    `Say it with its id, such as ${command} ${first.id}.`,
  )
}

function readMatch(
  given: MatchText,
  zone: string,
  now: string,
): Pick<Match, 'opponent' | 'kickOff' | 'side' | 'venue'> {
  const problems: string[] = []
  const opponent = cleanText(given.opponent)
  if (opponent === '' || opponent.length > longestText) problems.push(`An opponent has 1 to ${longestText} characters.`)
  const venue = cleanText(given.venue)
  if (venue.length > longestText) problems.push(`A venue has at most ${longestText} characters.`)
  const side = sides.find((candidate) => candidate === given.side.trim().toLowerCase())
  if (side === undefined) problems.push('Say home, away or neutral.')
  const kickOff = readKickOff(given.kickOff, zone, now)
  if ('problems' in kickOff) problems.push(...kickOff.problems)
  if (problems.length > 0 || side === undefined || 'problems' in kickOff) {
    throw new ClubError('bad-match', problems.join(' '), matchUsage)
  }
  return { opponent, kickOff: kickOff.instant, side: side satisfies Side, venue: venue === '' ? null : venue }
}

/** How a match is written. */
export const matchUsage = 'Write it like this: /newmatch Thornbury Rovers, 2026-12-06 10:30, away, Mundy Playing Fields'
