import { ClubError } from '../../club/error.ts'
import { createMatch as create, listMatches as list, matchUsage } from '../../club/matches.ts'
import { type Command, teamOf } from '../command.ts'
import { bold, compose, lines } from '../text.ts'
import { matchLine } from '../views/match-view.ts'

export const createMatch: Command = {
  word: 'newmatch',
  action: 'create-match',
  takes: 'OPPONENT, DATE TIME, home|away|neutral[, VENUE]',
  summary: 'plan a match',
  example: '/newmatch Thornbury Rovers, 2026-12-06 10:30, away, Mundy Playing Fields',
  async run(context) {
    const [opponent = '', kickOff, side, ...venue] = context.rest.split(',')
    if (kickOff === undefined || side === undefined) {
      throw new ClubError('bad-match', 'I need an opponent, a date with a time, and home, away or neutral.', matchUsage)
    }
    const given = { opponent, kickOff, side, venue: venue.join(',') }
    const match = await create(context.change, teamOf(context), given)
    return [{ text: lines('The match is planned.', matchLine(match), `Players answer with /available ${match.id}.`) }]
  },
}

const mostListed = 20

export const listMatches: Command = {
  word: 'matches',
  action: 'list-matches',
  takes: '[upcoming|past]',
  summary: 'the matches ahead, or those that were',
  async run(context) {
    const which = context.rest.toLowerCase() === 'past' ? 'past' : 'upcoming'
    const team = teamOf(context)
    const matches = await list(context.change.transaction, team, which, context.change.at)
    if (matches.length === 0) {
      return [{ text: compose(which === 'past' ? 'No match has been played yet.' : 'No match is planned.') }]
    }
    const more = matches.length > mostListed ? `and ${matches.length - mostListed} more` : undefined
    const heading = compose(bold(team.name), which === 'past' ? ': matches played' : ': matches ahead')
    return [{ text: lines(heading, ...matches.slice(0, mostListed).map(matchLine), more) }]
  },
}
