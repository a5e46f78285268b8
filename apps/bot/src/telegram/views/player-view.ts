import { formatPhone } from '../../club/phone.ts'
import type { Player } from '../../club/player.ts'
import { bold, compose, type Text } from '../text.ts'

/** A player as everybody in the team may see them: name and position. */
export function playerLine(player: Player): Text {
  return compose(bold(player.id), ` ${player.name}${player.position === null ? '' : `, ${player.position}`}`)
}

/** A player with phone and status: for leadership, and never in the main chat. */
export function confidentialPlayerLine(player: Player): Text {
  return compose(playerLine(player), `, ${formatPhone(player.phone)}, ${player.status}`)
}
