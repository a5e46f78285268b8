import { type Change, recordAudit } from './change.ts'
import { ClubError } from './error.ts'
import { readContactPhone } from './phone.ts'
import { indexed, type Player, type PlayerReference, phoneId } from './player.ts'
import { findPlayer } from './players.ts'
import { type Team, teamCollections } from './team.ts'
import { findTeam } from './teams.ts'

/** A contact that somebody sent, as Telegram describes it. */
export interface SharedContact {
  readonly phone: string
  /** Whose contact it is, where Telegram knows. */
  readonly userId: number | undefined
}

export interface Linked {
  readonly team: Team
  readonly player: Player
  /** False where the person was this player before. */
  readonly newly: boolean
}

/**
 * Joins a person to the players that have their phone, in every team that has added them. The proof is a contact that
 * Telegram says is the sender's own; a number that somebody types proves nothing and is never taken.
 */
export async function linkPerson(change: Change, contact: SharedContact): Promise<Linked[]> {
  const { transaction, actor } = change
  if (contact.userId !== actor.userId) {
    throw new ClubError('not-own-contact', 'That is not your own number.', 'Send /start and use the button it shows.')
  }
  const phone = readContactPhone(contact.phone)
  const references = indexed(await transaction.get('phones', phoneId(phone)))
  if (references.length === 0) {
    throw new ClubError(
      'phone-unknown',
      'No team has added your number yet.',
      'Ask somebody of your team’s leadership to add you, then share it again.',
    )
  }
  const known = indexed(await transaction.get('people', String(actor.userId)))
  const found = await Promise.all(references.map((reference) => resolve(change, reference)))
  for (const { team, player } of found) refuseOthers(team, player, known, actor.userId)

  const added = found.filter(({ player }) => player.telegramUser === null)
  if (added.length > 0) {
    const players = [...known, ...added.map(({ team, player }) => ({ team: team.id, player: player.id }))]
    transaction.set('people', String(actor.userId), { players })
  }
  return found.map(({ team, player }) => ({ team, ...link(change, team, player) }))
}

async function resolve(change: Change, reference: PlayerReference): Promise<{ team: Team; player: Player }> {
  const team = await findTeam(change.transaction, reference.team)
  const player = await findPlayer(change.transaction, reference.team, reference.player)
  if (team === undefined || player === undefined) {
    throw new Error(`The phone index names ${reference.team} ${reference.player}, which is not stored.`)
  }
  return { team, player }
}

/** One person is one player in a team, and one player is one person. */
function refuseOthers(team: Team, player: Player, known: readonly PlayerReference[], userId: number): void {
  const otherPerson = player.telegramUser !== null && player.telegramUser !== userId
  const otherPlayer = known.some((reference) => reference.team === team.id && reference.player !== player.id)
  if (!otherPerson && !otherPlayer) return
  throw new ClubError(
    'already-linked',
    otherPerson ? 'Somebody else is already linked to that number.' : 'You are already linked to another player.',
    'Ask somebody of your team’s leadership to put it right.',
  )
}

function link(change: Change, team: Team, player: Player): { player: Player; newly: boolean } {
  if (player.telegramUser !== null) return { player, newly: false }
  const linked: Player = { ...player, telegramUser: change.actor.userId, status: 'active' }
  const { id, ...data } = linked
  change.transaction.set(teamCollections.players(team.id), id, data)
  recordAudit(change, team.id, {
    what: 'player-linked',
    subject: id,
    before: { telegramUser: null, status: player.status },
    after: { telegramUser: change.actor.userId, status: 'active' },
  })
  return { player: linked, newly: true }
}
