import type { Transaction } from '@kickai/store'
import { type Change, recordAudit } from './change.ts'
import { cleanText } from './clean-text.ts'
import { ClubError } from './error.ts'
import { identifierNumber, nextIdentifier } from './identifier.ts'
import { readPhone } from './phone.ts'
import { asPlayer, indexed, type Player, phoneId } from './player.ts'
import { readPosition } from './position.ts'
import { type Team, teamCollections } from './team.ts'

const longestName = 60

/** Adds a player to the register. Throws `bad-name`, `bad-phone`, `bad-position` or `phone-taken`. */
export async function addPlayer(
  change: Change,
  team: Team,
  given: { readonly name: string; readonly phone: string; readonly position: string },
): Promise<Player> {
  const { transaction } = change
  const name = readPersonName(given.name)
  const phone = readPhone(given.phone)
  const position = given.position.trim() === '' ? null : readPosition(given.position)

  const samePhone = indexed(await transaction.get('phones', phoneId(phone)))
  const taken = samePhone.find((reference) => reference.team === team.id)
  if (taken !== undefined) {
    throw new ClubError('phone-taken', `That number already belongs to ${taken.player}.`, 'See /players.')
  }
  const identifier = await nextIdentifier(transaction, teamCollections.counters(team.id), 'player')

  identifier.keep()
  const data = {
    name,
    phone,
    position,
    telegramUser: null,
    status: 'pending',
    registration: 'none',
    addedAt: change.at,
  } as const
  transaction.create(teamCollections.players(team.id), identifier.id, data)
  const references = [...samePhone, { team: team.id, player: identifier.id }]
  transaction.set('phones', phoneId(phone), { players: references })
  recordAudit(change, team.id, { what: 'player-added', subject: identifier.id, before: null, after: data })
  return { id: identifier.id, ...data }
}

/** The team's players, in the order of their ids. */
export async function listPlayers(transaction: Pick<Transaction, 'list'>, team: Team): Promise<Player[]> {
  const documents = await transaction.list(teamCollections.players(team.id))
  return documents
    .map(({ id, data }) => asPlayer(id, data))
    .sort((left, right) => identifierNumber(left.id) - identifierNumber(right.id))
}

/** The player of a team with an id. */
export async function findPlayer(
  transaction: Pick<Transaction, 'get'>,
  team: string,
  id: string,
): Promise<Player | undefined> {
  const data = await transaction.get(teamCollections.players(team), id)
  return data === undefined ? undefined : asPlayer(id, data)
}

function readPersonName(text: string): string {
  const name = cleanText(text)
    .replace(/^[,;:]+|[,;:]+$/g, '')
    .trim()
  if (name.length >= 2 && name.length <= longestName && /\p{L}/u.test(name) && !name.startsWith('/')) return name
  throw new ClubError(
    'bad-name',
    `A name has 2 to ${longestName} characters and letters in it.`,
    'Give the name first, then the phone.',
  )
}
