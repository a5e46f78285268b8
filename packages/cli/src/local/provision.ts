import { createRailwayClient, createWorkspace, type RailwayClient, Secret } from '@kickai/railway'
import type { Project } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { version } from '../program/version.ts'
import { projects } from '../provision/layouts.ts'
import { carryOutPlan, lookAndPlan, type ProvisionedPlace } from '../provision/run.ts'
import type { TokenKeeping } from '../provision/tokens.ts'
import { readPlaces, writePlaces } from '../workspace/places.ts'

/** The embedded platform as its owner reaches it. */
export interface PlatformAccess {
  readonly url: string
  readonly accountToken: string
}

/**
 * Makes what environments need on the embedded platform, as `kickai provision` does on Railway: a project each, named
 * `<name>-<environment>`, with one environment, the services, and a token for them alone. What is there is found and kept.
 */
export async function provision(
  project: Project,
  access: PlatformAccess,
  environments: readonly string[],
): Promise<void> {
  const { wanted, making, choices } = localProvision(project, access, environments)
  const { places } = await carryOutPlan(making, wanted, choices, await lookAndPlan(making, wanted, choices))
  keepPlaces(project, places)
}

/** What is wanted of the embedded platform, and how it is made there. */
export function localProvision(project: Project, access: PlatformAccess, environments: readonly string[]) {
  const { configuration, workspace } = project
  const known = Object.entries(readPlaces(workspace)).map(([name, { projectId, environmentId, services }]) => [
    name,
    { project: projectId, environment: environmentId, services },
  ])
  return {
    // The configuration's own ids are those of Railway; here is another platform.
    wanted: projects(configuration, environments, Object.fromEntries(known)).map((place) => ({
      ...place,
      fixed: false,
    })),
    making: {
      workspace: createWorkspace(accountClient(access)),
      tokens: localTokens(project),
      progress: silent,
      signal: new AbortController().signal,
    },
    choices: { destructive: false, newTokens: true },
  }
}

/** Keeps the ids; the tokens are there already. */
export function keepPlaces({ workspace }: Project, places: readonly ProvisionedPlace[]): void {
  const before = readPlaces(workspace)
  const made = places.map(({ environment, projectId, environmentId, services }) => [
    environment,
    { projectId, environmentId, services, token: before[environment]?.token ?? '' },
  ])
  writePlaces(workspace, { ...before, ...Object.fromEntries(made) })
}

/** Tokens lie with the ids of the embedded platform. One that got lost opens this machine alone, so it is let be. */
function localTokens({ workspace }: Project): TokenKeeping {
  return {
    async state(environment, environmentId) {
      const place = readPlaces(workspace)[environment]
      if (place !== undefined && place.environmentId === environmentId) return { is: 'good' }
      return { is: 'missing', reference: 'local', keptIn: '.kickai/places.json', pending: [] }
    },
    begin() {},
    keep(environment, _name, token, place) {
      const places = readPlaces(workspace)
      writePlaces(workspace, { ...places, [environment]: { ...place, services: {}, token: token.reveal() } })
    },
    forget() {},
  }
}

const silent: Progress = { line() {}, now() {}, rest() {} }

/** A client that may change everything on the embedded platform; releases never get it. */
export function accountClient({ url, accountToken }: PlatformAccess): RailwayClient {
  return createRailwayClient({ version, endpoint: url, token: { kind: 'account', value: new Secret(accountToken) } })
}
