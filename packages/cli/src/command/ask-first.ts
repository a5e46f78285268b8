import { confirm, isCancel } from '@clack/prompts'
import { CommandError } from '../error/command-error.ts'
import type { CommandContext } from './command.ts'

/** Asks a person whether what was shown is to be done; `usage` where nobody can be asked, or the answer is no. */
export async function askFirst({ terminal, json, progress }: CommandContext, message: string): Promise<void> {
  progress.rest()
  if (json || !terminal.live)
    throw new CommandError('usage', 'Nobody can be asked here, and nothing was changed.', {
      wayOut: 'Look at what it would do above, then say --yes.',
    })
  const answer = await confirm({ message, initialValue: false })
  if (isCancel(answer) || !answer)
    throw new CommandError('usage', 'Nothing was changed.', { wayOut: 'Call it again when you want it done.' })
}
