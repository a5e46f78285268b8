import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Project } from '../connection/connection.ts'
import { sharedJournal } from '../connection/shared-journal.ts'
import { CommandError } from '../error/command-error.ts'
import { takeSpoolIn } from '../workspace/take-spool-in.ts'
import { workspaceOf } from '../workspace/workspace.ts'
import type { CommandContext } from './command.ts'

/** The project that a command was called in. */
export async function loadProject(context: Pick<CommandContext, 'folder' | 'variables'>): Promise<Project> {
  const configuration = await loadConfiguration(context.folder)
  const workspace = workspaceOf(configuration.root, sharedJournal(configuration, context.variables))
  await takeSpoolIn(workspace)
  return { configuration, workspace, variables: context.variables }
}

/** An environment by its name; `environment-unknown` names those that there are. */
export function environmentOf(project: Project, name: string | undefined): ConfiguredEnvironment {
  const { environments } = project.configuration
  const found = environments.find((environment) => environment.name === name)
  if (found !== undefined) return found
  const names = environments.map((environment) => environment.name).join(', ')
  throw new CommandError('environment-unknown', `There is no environment ${name}; there are ${names}.`)
}
