import type { Message, User } from '@grammyjs/types'
import type { Transaction } from '@kickai/store'
import { cleanText } from '../club/clean-text.ts'
import { indexed, type Player, type PlayerReference } from '../club/player.ts'
import { findPlayer } from '../club/players.ts'
import type { Team } from '../club/team.ts'
import { findChat, findTeam } from '../club/teams.ts'
import type { PolicyAsker } from '../policy/decide.ts'
import { levelOf, type Place } from '../policy/level.ts'

/** Who asks, from the ids in the update and the register. Nothing that anybody has written is looked at. */
export interface Asker extends PolicyAsker {
  readonly userId: number
  /** How the person is called, for wording only. */
  readonly name: string
  readonly chat: number
  readonly team: Team | undefined
  /** The player that the person is in this team. */
  readonly player: Player | undefined
}

/** Finds out who asks. */
export async function identify(
  transaction: Transaction,
  sender: User,
  chat: Message['chat'],
  adminIds: readonly number[],
): Promise<Asker> {
  const references = indexed(await transaction.get('people', String(sender.id)))
  const { place, team } = await locate(transaction, chat, references)
  const reference = references.find((candidate) => candidate.team === team?.id)
  const player = reference && (await findPlayer(transaction, reference.team, reference.player))
  const isPlayer = player?.telegramUser === sender.id
  return {
    userId: sender.id,
    name: displayName(sender),
    chat: chat.id,
    place,
    team,
    player: isPlayer ? player : undefined,
    teamCount: references.length,
    level: levelOf({ userId: sender.id, place, isPlayer, adminIds }),
  }
}

/** In a group the team is that of the chat; in private the only one in which the person plays. */
async function locate(
  transaction: Transaction,
  chat: Message['chat'],
  references: readonly PlayerReference[],
): Promise<{ place: Place; team: Team | undefined }> {
  if (chat.type === 'private') {
    const [only, ...others] = references
    const team = only !== undefined && others.length === 0 ? await findTeam(transaction, only.team) : undefined
    return { place: 'private', team }
  }
  const found = await findChat(transaction, chat.id)
  return found === undefined ? { place: 'group', team: undefined } : { place: found.role, team: found.team }
}

/** A Telegram user's own name, cleaned, for wording only. */
function displayName({ first_name: first, last_name: last }: User): string {
  const name = cleanText(`${first} ${last ?? ''}`)
    .slice(0, 60)
    .toWellFormed()
    .trim()
  return name === '' ? 'somebody' : name
}
