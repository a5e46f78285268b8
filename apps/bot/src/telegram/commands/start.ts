import type { Answer } from '../answer.ts'
import type { Command, CommandContext } from '../command.ts'
import { bold, compose, lines } from '../text.ts'

export const start: Command = {
  word: 'start',
  action: 'start',
  takes: '',
  summary: 'who I am, and how you join',
  async run(context) {
    return context.asker.place === 'private' ? greetPerson(context) : greetGroup(context)
  },
}

function greetGroup({ asker, bot }: CommandContext): Answer[] {
  const whose =
    asker.team === undefined
      ? 'This group belongs to no team yet. An admin sets it up with /setup main or /setup leadership.'
      : `This is the ${asker.place} chat of ${asker.team.name}. Send /help to see what you may do here.`
  return [{ text: lines('Hello, I am the club’s bot.', whose, `Write to me in private, @${bot.username}, to join.`) }]
}

function greetPerson({ asker }: CommandContext): Answer[] {
  const hello = compose('Hello ', bold(asker.name), '.')
  if (asker.player !== undefined && asker.team !== undefined) {
    const you = `You are ${asker.player.id} ${asker.player.name} of ${asker.team.name}.`
    return [{ text: lines(hello, you, 'Send /help to see what you may do.') }]
  }
  if (asker.teamCount > 1) {
    return [{ text: lines(hello, 'You play for more than one team. Use the chat of the team you mean.') }]
  }
  const id = `Your Telegram id is ${asker.userId}.`
  if (asker.level === 'admin') {
    return [{ text: lines(hello, `You are an admin. ${id}`, 'Add me to a group and send /setup main there.') }]
  }
  return [
    {
      text: lines(
        hello,
        `I do not know you yet. ${id}`,
        'Has your team’s leadership added you? Then press the button below to share your number with me.',
        'If not, ask them to add you first. Whoever runs this bot can make you an admin by your id.',
      ),
      keyboard: 'share-contact',
    },
  ]
}
