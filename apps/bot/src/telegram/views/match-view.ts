import type { Match } from '../../club/match.ts'
import { formatInstant } from '../../club/time-zone.ts'
import { bold, compose, type Text } from '../text.ts'

/** A match in one line, with its full date in the time zone of its team. */
export function matchLine(match: Match): Text {
  const where = match.venue === null ? '' : `, ${match.venue}`
  return compose(
    bold(match.id),
    ` ${match.opponent} (${match.side}), ${formatInstant(match.kickOff, match.timeZone)}${where}`,
  )
}
