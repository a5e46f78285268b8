import { rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createWorkspace } from '@kickai/railway'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import type { Connection, Project } from '../connection/connection.ts'
import { connectEmbedded, type EmbeddedAddresses } from '../connection/embedded.ts'
import { CommandError } from '../error/command-error.ts'
import { readPlaces, writePlaces } from '../workspace/places.ts'
import { accountClient, type PlatformAccess, provision } from './provision.ts'

/** A throw-away environment on the embedded platform, for rehearsals and drills. */
export interface Stage {
  readonly connection: Connection
  /** Takes it away with everything that runs in it. */
  remove(): Promise<void>
}

/**
 * Makes a throw-away environment with the project's own settings for it. Its releases are kept in `journal`, apart from
 * those of real environments.
 */
export async function openStage(
  project: Project,
  access: PlatformAccess,
  addresses: EmbeddedAddresses,
  options: { readonly name: string; readonly journal: string },
): Promise<Stage> {
  const { name, journal } = options
  const [model] = project.configuration.environments
  if (model === undefined) throw new CommandError('config-invalid', 'The configuration has no environment.')
  // What an earlier stage of this name left would make this one another rehearsal than the last.
  rmSync(project.workspace.data(name), { recursive: true, force: true })
  await provision(project, access, [name])
  const environment: ConfiguredEnvironment = {
    name,
    settings: model.settings,
    policy: { ...model.policy, approval: false },
  }
  const connection = await connectEmbedded(project, environment, addresses)
  return {
    connection: { ...connection, journal, spool: join(dirname(journal), 'spool') },
    remove: () => removeStage(project, access, name),
  }
}

/** Takes a throw-away environment away, one too that a killed process left. Harmless where there is none. */
export async function removeStage(project: Project, access: PlatformAccess, name: string): Promise<void> {
  const { [name]: place, ...others } = readPlaces(project.workspace)
  if (place === undefined) return
  await createWorkspace(accountClient(access)).deleteProject(place.projectId)
  writePlaces(project.workspace, others)
}
