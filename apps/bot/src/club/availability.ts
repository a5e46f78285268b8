import type { Transaction } from '@kickai/store'
import { type Change, recordAudit } from './change.ts'
import { cleanText } from './clean-text.ts'
import { ClubError } from './error.ts'
import type { Match } from './match.ts'
import type { Player } from './player.ts'
import { listPlayers } from './players.ts'
import { type Team, teamCollections } from './team.ts'

export type Answer = 'available' | 'unavailable' | 'maybe'

/** One player's answer for one match. */
export type AvailabilityRecord = {
  readonly answer: Answer
  readonly reason: string | null
  /** ISO time. */
  readonly at: string
}

const longestReason = 200

/** Records a player's answer; the last one counts. Throws `match-started` or `bad-reason`. */
export async function answerAvailability(
  change: Change,
  team: Team,
  given: { readonly player: Player; readonly match: Match; readonly answer: Answer; readonly reason: string },
): Promise<AvailabilityRecord> {
  const { transaction } = change
  const { player, match, answer } = given
  if (match.kickOff <= change.at) {
    throw new ClubError('match-started', `${match.id} has already kicked off.`, 'See /matches for those ahead.')
  }
  const reason = cleanText(given.reason)
  if (reason.length > longestReason) {
    throw new ClubError('bad-reason', `A reason has at most ${longestReason} characters.`, 'Say it shorter.')
  }
  const collection = teamCollections.availability(team.id, match.id)
  const before = await transaction.get(collection, player.id)
  const after = { answer, reason: reason === '' ? null : reason, at: change.at }
  transaction.set(collection, player.id, after)
  recordAudit(change, team.id, {
    what: 'availability-answered',
    subject: `${match.id}-${player.id}`,
    before: before ?? null,
    after,
  })
  return after
}

/** One player in an overview; no record means no answer yet. */
export interface AvailabilityLine {
  readonly player: Player
  readonly record: AvailabilityRecord | undefined
}

/** Every player of the team with their answer for a match, in the order of their ids. */
export async function availabilityOverview(
  transaction: Pick<Transaction, 'list'>,
  team: Team,
  match: Match,
): Promise<AvailabilityLine[]> {
  const answers = await transaction.list(teamCollections.availability(team.id, match.id))
  const byPlayer = new Map(answers.map(({ id, data }) => [id, data as AvailabilityRecord]))
  return (await listPlayers(transaction, team)).map((player) => ({ player, record: byPlayer.get(player.id) }))
}
