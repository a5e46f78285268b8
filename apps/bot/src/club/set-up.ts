import { type Change, recordAudit } from './change.ts'
import { cleanText } from './clean-text.ts'
import { ClubError } from './error.ts'
import { nextIdentifier, readIdentifier } from './identifier.ts'
import { type ChatRole, chatField, defaultCurrency, defaultTimeZone, type Team } from './team.ts'
import { allTeams, findChat, writeChat } from './teams.ts'

export interface SetUpRequest {
  readonly chat: number
  readonly chatTitle: string
  readonly role: ChatRole
  /** A team's id, a team's name, or empty: then the team is the one that has no such chat yet. */
  readonly team: string
  /** Whether the team may give up the chat it has in this role. */
  readonly move: boolean
}

export interface SetUpResult {
  readonly team: Team
  readonly outcome: 'team-created' | 'chat-set' | 'nothing-changed'
}

/** Makes a group the main or leadership chat of a team, which is made where it does not exist yet. */
export async function setUpChat(change: Change, request: SetUpRequest): Promise<SetUpResult> {
  const { transaction } = change
  const { chat, role } = request
  const present = await findChat(transaction, chat)
  const teams = await allTeams(transaction)
  const name = cleanText(request.team)
  const team = present !== undefined && name === '' ? present.team : chooseTeam(teams, request, name)

  if (present !== undefined) {
    if (present.role === role && present.team.id === team?.id) return { team: present.team, outcome: 'nothing-changed' }
    throw new ClubError(
      'chat-taken',
      `This group is already the ${present.role} chat of ${present.team.name} (${present.team.id}).`,
      'Use another group.',
    )
  }
  if (team === undefined) return createTeam(change, request, name)

  const previous = team[chatField(role)]
  if (previous !== null && !request.move) {
    throw new ClubError(
      'chat-taken',
      `${team.name} (${team.id}) already has a ${role} chat.`,
      `To use this group instead, send /setup ${role} ${team.id} move.`,
    )
  }
  const written = writeChat(transaction, team, role, chat)
  recordAudit(change, team.id, { what: 'chat-set-up', subject: role, before: previous, after: chat })
  return { team: written, outcome: 'chat-set' }
}

/** The team that is meant; undefined where a new one is to be made. */
function chooseTeam(teams: readonly Team[], { role }: SetUpRequest, name: string): Team | undefined {
  const id = readIdentifier(name, 'team')
  if (id !== undefined) {
    const team = teams.find((candidate) => candidate.id === id)
    if (team !== undefined) return team
    throw new ClubError('which-team', `There is no team ${id}.`, `Send /setup ${role} and the team’s name to make one.`)
  }
  if (name !== '') return teams.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  const waiting = teams.filter((candidate) => candidate[chatField(role)] === null)
  if (waiting.length <= 1) return waiting[0]
  throw new ClubError(
    'which-team',
    `More than one team has no ${role} chat: ${waiting.map((team) => `${team.id} ${team.name}`).join(', ')}.`,
    `Say which one, such as /setup ${role} ${waiting[0]?.id}.`,
  )
}

const longestName = 80

async function createTeam(change: Change, request: SetUpRequest, given: string): Promise<SetUpResult> {
  const { transaction } = change
  const name = given === '' ? cleanText(request.chatTitle) : given
  if (name === '' || name.length > longestName) {
    throw new ClubError(
      'bad-name',
      `A team’s name has 1 to ${longestName} characters.`,
      `Send /setup ${request.role} and the name.`,
    )
  }
  const identifier = await nextIdentifier(transaction, 'counters', 'team')
  identifier.keep()
  const team: Team = {
    id: identifier.id,
    name,
    timeZone: defaultTimeZone,
    currency: defaultCurrency,
    mainChat: null,
    leadershipChat: null,
  }
  const written = writeChat(transaction, team, request.role, request.chat)
  recordAudit(change, team.id, { what: 'team-created', subject: team.id, before: null, after: { name } })
  recordAudit(change, team.id, { what: 'chat-set-up', subject: request.role, before: null, after: request.chat })
  return { team: written, outcome: 'team-created' }
}
