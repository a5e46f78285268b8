import type { Answer, AvailabilityLine } from '../../club/availability.ts'
import type { Match } from '../../club/match.ts'
import { bold, compose, lines, type Text } from '../text.ts'
import { matchLine } from './match-view.ts'

const headings: readonly (readonly [Answer | undefined, string])[] = [
  ['available', 'Available'],
  ['maybe', 'Maybe'],
  ['unavailable', 'Unavailable'],
  [undefined, 'No answer'],
]

/** Who has answered what for a match. Reasons are private matters, so they are only there where they may be told. */
export function availabilityView(match: Match, overview: readonly AvailabilityLine[], withReasons: boolean): Text {
  const sections = headings.flatMap(([answer, heading]) => {
    const those = overview.filter(({ record }) => record?.answer === answer)
    return those.length === 0 ? [] : ['', bold(`${heading}: ${those.length}`), ...those.map(told)]
  })
  return lines(matchLine(match), ...(overview.length === 0 ? ['Nobody is on the register yet.'] : sections))

  function told({ player, record }: AvailabilityLine): Text {
    const reason = withReasons && record?.reason != null ? `: ${record.reason}` : ''
    return compose(`${player.id} ${player.name}${reason}`)
  }
}
