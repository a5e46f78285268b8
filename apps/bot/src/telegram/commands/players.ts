import { ClubError } from '../../club/error.ts'
import { formatPhone } from '../../club/phone.ts'
import { addPlayer as add, listPlayers as list } from '../../club/players.ts'
import { reaches } from '../../policy/level.ts'
import { type Command, type CommandContext, teamOf } from '../command.ts'
import { bold, compose, lines } from '../text.ts'
import { confidentialPlayerLine, playerLine } from '../views/player-view.ts'

export const addPlayer: Command = {
  word: 'addplayer',
  action: 'add-player',
  takes: 'NAME PHONE [POSITION]',
  summary: 'put a player on the register',
  example: '/addplayer Dan Okafor 07700 900123 midfielder',
  async run(context) {
    const player = await add(context.change, teamOf(context), readPlayerText(context.rest))
    const position = player.position === null ? '' : `, ${player.position}`
    return [
      {
        text: lines(
          compose('Added ', bold(player.id), ` ${player.name}, ${formatPhone(player.phone)}${position}.`),
          `Tell them to write /start to @${context.bot.username} in private and share their number.`,
        ),
      },
    ]
  },
}

/** Digits with what people put between them, beginning as phones do; a number in the name comes before it. */
const phone = /(?<![\d+])(?:\+|\(?0)[\d\s().-]{5,}\d/

function readPlayerText(rest: string): { name: string; phone: string; position: string } {
  const found = phone.exec(rest)
  if (found === null) {
    throw new ClubError(
      'bad-phone',
      'I found no phone number in that.',
      'Write the name first, then the phone: /addplayer Dan Okafor 07700 900123 midfielder',
    )
  }
  const behind = rest.slice(found.index + found[0].length).replace(/^[\s,;]+/, '')
  return { name: rest.slice(0, found.index).trim(), phone: found[0], position: behind }
}

export const listPlayers: Command = {
  word: 'players',
  otherWords: ['list'],
  action: 'list-players',
  takes: '',
  summary: 'who is on the register',
  async run(context) {
    const team = teamOf(context)
    const players = await list(context.change.transaction, team)
    if (players.length === 0) return [{ text: compose('Nobody is on the register yet.') }]
    const line = maySeeAll(context) ? confidentialPlayerLine : playerLine
    const heading = compose(bold(team.name), `: ${players.length} ${players.length === 1 ? 'player' : 'players'}`)
    return [{ text: lines(heading, ...players.map(line)) }]
  },
}

/** Phones are for leadership, and not even they get them where all players read along. */
function maySeeAll({ asker }: CommandContext): boolean {
  return reaches(asker.level, 'leadership') && asker.place !== 'main'
}
