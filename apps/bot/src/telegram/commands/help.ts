import { decide } from '../../policy/decide.ts'
import type { Command } from '../command.ts'
import type { Asker } from '../identity.ts'
import { bold, compose, lines, type Text } from '../text.ts'

/** Makes the help for a set of commands; it tells each asker only of those they may use where they are. */
export function helpCommand(commands: () => readonly Command[]): Command {
  return {
    word: 'help',
    action: 'help',
    takes: '[COMMAND]',
    summary: 'what you may do here',
    async run({ asker, rest }) {
      const allowed = commands().filter((command) => decide(asker, command.action).allowed)
      const asked = rest.replace(/^\//, '').toLowerCase()
      if (asked === '') return [{ text: overview(allowed, asker) }]
      const found = allowed.find(({ word, otherWords }) => word === asked || otherWords?.includes(asked))
      if (found !== undefined) return [{ text: detail(found) }]
      return [{ text: lines('You have no such command here.', overview(allowed, asker)) }]
    },
  }
}

function usage({ word, takes }: Command): string {
  return takes === '' ? `/${word}` : `/${word} ${takes}`
}

function overview(commands: readonly Command[], { team, level }: Asker): Text {
  const where = team === undefined ? '' : ` of ${team.name}`
  const who = level === 'public' ? 'You may use here:' : `You may use here, as ${level}${where}:`
  return lines(who, ...commands.map((command) => compose(usage(command), ` – ${command.summary}`)))
}

function detail(command: Command): Text {
  const example = command.example === undefined ? undefined : `Example: ${command.example}`
  return lines(bold(usage(command)), command.summary, example)
}
