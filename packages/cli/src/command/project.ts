import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { loadConfiguration } from '../config/load.ts'
import type { Project } from '../connection/connection.ts'
import { sharedJournal } from '../connection/shared-journal.ts'
import { CommandError } from '../error/command-error.ts'
import { keepLikely, keepReferenced } from '../secrecy/keep-referenced.ts'
import { takeSpoolIn } from '../workspace/take-spool-in.ts'
import { workspaceOf } from '../workspace/workspace.ts'
import type { CommandContext } from './command.ts'

/**
 * The project that a command was called in. From here on no secret that its configuration names is printed. `incomplete`
 * is for who makes what is missing in it.
 */
export async function loadProject(
  { folder, variables, secrecy }: Pick<CommandContext, 'folder' | 'variables' | 'secrecy'>,
  options: { readonly incomplete?: boolean } = {},
): Promise<Project> {
  const configuration = await loadConfiguration(folder, options).catch((error: unknown) => {
    // It is a program of its own, and what it fails with may hold what it read.
    keepLikely(variables, secrecy)
    throw error
  })
  await keepReferenced(configuration, variables, secrecy)
  const workspace = workspaceOf(configuration.root, sharedJournal(configuration, variables, secrecy))
  await takeSpoolIn(workspace)
  return { configuration, workspace, variables, secrecy }
}

/** An environment by its name; `environment-unknown` names those that there are. */
export function environmentOf(project: Project, name: string | undefined): ConfiguredEnvironment {
  const { environments } = project.configuration
  const found = environments.find((environment) => environment.name === name)
  if (found !== undefined) return found
  const names = environments.map((environment) => environment.name).join(', ')
  throw new CommandError('environment-unknown', `There is no environment ${name}; there are ${names}.`)
}
