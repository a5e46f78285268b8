import { createRailwayClient, createWorkspace, type RailwayClient, Secret } from '@kickai/railway'
import type { Project } from '../connection/connection.ts'
import { version } from '../program/version.ts'
import { type Place, readPlaces, writePlaces } from '../workspace/places.ts'

/** The embedded platform as its owner reaches it. */
export interface PlatformAccess {
  readonly url: string
  readonly accountToken: string
}

/**
 * Makes what environments need on the embedded platform: a project each, named `<name>-<environment>`, with one
 * environment, the services, and a token for them alone. What is there is found and kept.
 */
export async function provision(
  project: Project,
  access: PlatformAccess,
  environments: readonly string[],
): Promise<void> {
  const { configuration, workspace } = project
  const client = accountClient(access)
  const railway = createWorkspace(client)
  const known = readPlaces(workspace)
  const made = await Promise.all(
    environments.map(async (environment): Promise<[string, Place]> => {
      const { id: projectId } = await railway.ensureProject(`${configuration.name}-${environment}`, environment)
      const { id: environmentId } = await railway.ensureEnvironment(projectId, environment)
      const services: { [service: string]: string } = {}
      for (const { name } of configuration.services) {
        services[name] = (await railway.ensureService({ projectId, environmentId }, name)).id
      }
      const before = known[environment]
      const same = before?.projectId === projectId && before.environmentId === environmentId
      const token = same
        ? before.token
        : (await railway.createProjectToken({ projectId, environmentId }, 'kickai')).reveal()
      return [environment, { projectId, environmentId, services, token }]
    }),
  )
  writePlaces(workspace, { ...readPlaces(workspace), ...Object.fromEntries(made) })
}

/** A client that may change everything on the embedded platform; releases never get it. */
export function accountClient({ url, accountToken }: PlatformAccess): RailwayClient {
  return createRailwayClient({ version, endpoint: url, token: { kind: 'account', value: new Secret(accountToken) } })
}
