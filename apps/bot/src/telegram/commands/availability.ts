import { type Answer as AvailabilityAnswer, answerAvailability, availabilityOverview } from '../../club/availability.ts'
import { ClubError } from '../../club/error.ts'
import { readIdentifier } from '../../club/identifier.ts'
import type { Match } from '../../club/match.ts'
import { findMatch, onlyUpcomingMatch } from '../../club/matches.ts'
import { type Command, type CommandContext, teamOf } from '../command.ts'
import { compose, lines } from '../text.ts'
import { availabilityView } from '../views/availability-view.ts'
import { matchLine } from '../views/match-view.ts'

export const available: Command = {
  word: 'available',
  action: 'answer-availability',
  takes: '[MATCH]',
  summary: 'say that you can play',
  example: '/available F12',
  run: (context) => answer(context, 'available'),
}

export const unavailable: Command = {
  word: 'unavailable',
  action: 'answer-availability',
  takes: '[MATCH] [REASON]',
  summary: 'say that you cannot play',
  example: '/unavailable F12 working nights',
  run: (context) => answer(context, 'unavailable'),
}

export const availability: Command = {
  word: 'availability',
  action: 'see-availability',
  takes: '[MATCH]',
  summary: 'who can play',
  example: '/availability F12',
  async run(context) {
    const { match, rest } = await readMatch(context, '/availability')
    refuseMore(rest)
    const overview = await availabilityOverview(context.change.transaction, teamOf(context), match)
    return [{ text: availabilityView(match, overview, context.asker.place !== 'main') }]
  },
}

async function answer(context: CommandContext, given: AvailabilityAnswer) {
  const { asker, change } = context
  if (asker.player === undefined) {
    throw new ClubError(
      'not-on-register',
      'You are not a player of this team, so I cannot note it for you.',
      'If you play, let the leadership add you, then write /start to me in private and share your number.',
    )
  }
  const { match, rest } = await readMatch(context, `/${given}`)
  if (given === 'available') refuseMore(rest)
  const reason = rest
  await answerAvailability(change, teamOf(context), { player: asker.player, match, answer: given, reason })
  // The reason is not repeated: it may be one that the others in the chat need not read.
  const noted = reason === '' ? '' : ' The reason is noted for the leadership.'
  return [{ text: lines(compose(`${asker.player.name} is ${given} for`), matchLine(match), noted.trim() || undefined) }]
}

/** Words behind the match are not guessed at: they may have been meant to say which one. */
function refuseMore(rest: string): void {
  if (rest === '') return
  throw new ClubError('no-such-match', 'I do not know which match you mean.', 'Say it with its id, as /matches shows.')
}

/** The match that is named first, else the only one ahead; and what stands behind. */
async function readMatch(context: CommandContext, command: string): Promise<{ match: Match; rest: string }> {
  const { change, rest } = context
  const team = teamOf(context)
  const [first = '', ...others] = rest.split(/\s+/)
  const id = readIdentifier(first, 'match')
  if (id !== undefined) return { match: await findMatch(change.transaction, team, id), rest: others.join(' ') }
  return { match: await onlyUpcomingMatch(change.transaction, team, change.at, command), rest }
}
