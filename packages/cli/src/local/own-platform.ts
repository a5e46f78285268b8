import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { runningLocal } from '../workspace/local-record.ts'

/** The embedded platform that runs here, with the token of its owner; `local-not-running` where none does. */
export async function ownPlatform({
  workspace,
  secrecy,
}: Pick<Project, 'workspace' | 'secrecy'>): Promise<{ readonly url: string; readonly accountToken: string }> {
  if (runningLocal(workspace)?.platform === undefined)
    throw new CommandError('local-not-running', 'The embedded platform does not run here.')
  // Loaded here alone: no other way of the commands that come here needs its code.
  const { startPlatform } = await import('@kickai/railway-local')
  const { url, accountToken } = await startPlatform({ directory: workspace.platform })
  secrecy?.keep([accountToken])
  return { url, accountToken }
}
