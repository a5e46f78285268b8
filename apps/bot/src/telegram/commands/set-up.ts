import { ClubError } from '../../club/error.ts'
import { setUpChat } from '../../club/set-up.ts'
import { type ChatRole, chatField, type Team } from '../../club/team.ts'
import type { Command, CommandContext } from '../command.ts'
import { bold, compose, lines, type Text } from '../text.ts'

const usage = 'Send /setup main or /setup leadership, and behind it the team’s name or id if there are several.'

export const setUp: Command = {
  word: 'setup',
  action: 'set-up',
  takes: 'main|leadership [TEAM] [move]',
  summary: 'make this group a team’s main or leadership chat',
  example: '/setup main Oakhill Reserves',
  needsMembership: true,
  async run(context) {
    const { change, message, rest } = context
    const [word = '', ...more] = rest.split(/\s+/)
    const role = word.toLowerCase()
    if (role !== 'main' && role !== 'leadership') {
      throw new ClubError('bad-set-up', 'Say which chat this group is to be.', usage)
    }
    const move = more.length > 1 && more.at(-1)?.toLowerCase() === 'move'
    const team = (move ? more.slice(0, -1) : more).join(' ')
    const chatTitle = message.chat.title ?? ''
    const result = await setUpChat(change, { chat: message.chat.id, chatTitle, role, team, move })
    return [{ text: lines(...told(result.outcome, role, result.team), canRead(context), next(result.team)) }]
  },
}

function told(outcome: 'team-created' | 'chat-set' | 'nothing-changed', role: ChatRole, team: Team): Text[] {
  const name = compose(bold(team.name), ` (${team.id})`)
  if (outcome === 'nothing-changed') return [compose(`This group already is the ${role} chat of `, name, '.')]
  const created = outcome === 'team-created' ? [compose('There is a new team: ', name, '.')] : []
  return [...created, compose(`This group is now the ${role} chat of `, name, `. Times are in ${team.timeZone}.`)]
}

/** What Telegram lets the bot read and write here. */
function canRead({ membership, bot }: CommandContext): string {
  if (membership === undefined) return 'Telegram did not tell me what I may do here; send /setup again to check.'
  if (!membership.present || !membership.canWrite)
    return 'I may not write here. Let me, and send /setup again to check.'
  if (membership.isAdministrator || bot.readsEverything) return 'I can read and write here.'
  return 'I can read commands and replies to me here. To read other words I need to be an administrator of the group.'
}

function next(team: Team): string | undefined {
  const missing = (['main', 'leadership'] as const).find((role) => team[chatField(role)] === null)
  return missing && `Next: send /setup ${missing} ${team.id} in the team’s ${missing} group.`
}
