import type { Command } from '../command.ts'
import { availability, available, unavailable } from './availability.ts'
import { helpCommand } from './help.ts'
import { createMatch, listMatches } from './matches.ts'
import { addPlayer, listPlayers } from './players.ts'
import { ping, version } from './service.ts'
import { setUp } from './set-up.ts'
import { start } from './start.ts'

/** Every command, in the order in which help lists them. */
export const commands: readonly Command[] = [
  start,
  helpCommand(() => commands),
  available,
  unavailable,
  listMatches,
  listPlayers,
  addPlayer,
  createMatch,
  availability,
  setUp,
  ping,
  version,
]

const byWord = new Map(
  commands.flatMap((command) => [command.word, ...(command.otherWords ?? [])].map((word) => [word, command])),
)

/** The command of a word, or undefined. */
export function findCommand(word: string): Command | undefined {
  return byWord.get(word)
}
