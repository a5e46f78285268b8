import {
  createRailwayClient,
  createRailwayPlatform,
  createWorkspace,
  describeToken,
  type NamedThing,
  type ProjectContents,
  type RailwayClient,
  type RailwayTargets,
  Secret,
  type ServiceState,
  type Workspace,
} from '@kickai/railway'
import type { Finding, Target } from '@kickai/release'
import type { CommandContext } from '../command/command.ts'
import type { RailwayPlace } from '../config/config.ts'
import { tokenName } from '../connection/token-name.ts'
import { CommandError } from '../error/command-error.ts'
import { version } from '../program/version.ts'
import {
  belongsTo,
  type ChosenPlace,
  type ChosenService,
  choosePlaces,
  chooseServices,
  projectsNamed,
} from './choose-places.ts'

/** What Railway holds that belongs to a repository. */
export interface OnRailway {
  /** In the order of promotion. */
  readonly places: readonly (ChosenPlace & { readonly services: readonly ServiceState[] })[]
  readonly services: readonly ChosenService[]
  /** As sentences. */
  readonly notes: readonly string[]
}

export interface Access {
  readonly kind: 'account' | 'project'
  readonly value: Secret
  readonly endpoint?: string
}

/** The token that Railway's own tools would take from these variables; undefined where there is none. */
export function railwayAccess({
  variables,
  secrecy,
}: Pick<CommandContext, 'variables' | 'secrecy'>): Access | undefined {
  const { RAILWAY_API_TOKEN: ofAccount, RAILWAY_TOKEN: ofProject, RAILWAY_GRAPHQL_ENDPOINT: endpoint } = variables
  const value = ofAccount || ofProject
  if (!value) return undefined
  secrecy.keep([value])
  return { kind: ofAccount ? 'account' : 'project', value: new Secret(value), ...(endpoint && { endpoint }) }
}

/** A client for it. */
function clientOf({ kind, value, endpoint }: Access): RailwayClient {
  return createRailwayClient({ version, token: { kind, value }, ...(endpoint && { endpoint }) })
}

/** Reads what belongs to the repository of this name, or the projects that are named by name or id. Changes nothing. */
export async function readRailway(access: Access, name: string, project: string | undefined): Promise<OnRailway> {
  const client = clientOf(access)
  const workspace = createWorkspace(client)
  const { chosen, notes } = await placesOf(client, workspace, access.kind, name, project)
  const places: OnRailway['places'][number][] = []
  for (const place of chosen) {
    const ids = { projectId: place.project.id, environmentId: place.environment.id }
    places.push({ ...place, services: await workspace.services(ids) })
  }
  const { services, others } = chooseServices(places)
  const images = others.length > 0 ? [`${others.join(', ')}: runs an image of its own, and is left alone.`] : []
  return { places, services, notes: [...notes, ...images, ...variableNotes(places)] }
}

async function placesOf(
  client: RailwayClient,
  workspace: Workspace,
  kind: Access['kind'],
  name: string,
  wanted: string | undefined,
): Promise<{ readonly chosen: readonly ChosenPlace[]; readonly notes: readonly string[] }> {
  if (kind === 'project') {
    const described = await describeToken(client, 'project')
    if (described.kind !== 'project') return { chosen: [], notes: [] }
    const { project, environment } = described
    const [place] = choosePlaces(name, [{ ...project, environments: [environment], services: [] }])
    return {
      chosen: place === undefined ? [] : [place],
      notes: ['A project token shows one environment; with RAILWAY_API_TOKEN all of them are found.'],
    }
  }
  const there = await workspace.projects()
  const { chosen, family = name } = wanted === undefined ? { chosen: own(name, there) } : projectsNamed(wanted, there)
  if (wanted !== undefined && chosen.length === 0)
    throw new CommandError(
      'usage',
      `There is no project ${wanted}${there.length === 0 ? ', nor any other' : `; there are ${namesOf(there)}`}.`,
      {
        wayOut:
          'Say --project with one that is there, or with NAME for all of NAME-testing, NAME-production and so on.',
      },
    )
  const contents: ProjectContents[] = []
  for (const { id } of chosen) contents.push(await workspace.project(id))
  const notes =
    chosen.length === 0
      ? [
          there.length === 0
            ? 'There is no project on Railway yet: "kickai provision" makes what is missing.'
            : `No project on Railway is called ${name}; there are ${namesOf(there)}. Name one with --project, or let "kickai provision" make its own.`,
        ]
      : []
  return { chosen: choosePlaces(family, contents), notes }
}

/** Those of the repository's name, and where there is but one project, that one. */
function own(name: string, there: readonly NamedThing[]): readonly NamedThing[] {
  const named = there.filter((project) => belongsTo(name, project))
  return named.length === 0 && there.length === 1 ? there : named
}

function namesOf(projects: readonly NamedThing[]): string {
  return projects.map((project) => project.name).join(', ')
}

/** A release sets all variables of a service, so those that nobody writes down would go with the first one. */
function variableNotes(places: OnRailway['places']): string[] {
  return places.flatMap(({ name, services }) =>
    services
      .filter(({ image, variables }) => image === undefined && variables.length > 0)
      .map(
        (service) =>
          `${name}  ${service.name} has ${service.variables.join(', ')} on Railway. A release sets exactly what "settings" of the environment says: put them there first.`,
      ),
  )
}

/** The places as `kickai.places.json` keeps them. */
export function keptPlaces({ places, services }: OnRailway, access: Access): { [environment: string]: RailwayPlace } {
  return Object.fromEntries(
    places.map(({ name, project, environment }): [string, RailwayPlace] => [
      name,
      {
        project: project.id,
        environment: environment.id,
        services: Object.fromEntries(
          services.flatMap((service) => (service.ids[name] === undefined ? [] : [[service.name, service.ids[name]]])),
        ),
        token: access.kind === 'project' ? 'env:RAILWAY_TOKEN' : `env:${tokenName(name)}`,
        ...(access.endpoint !== undefined && { endpoint: access.endpoint }),
      },
    ]),
  )
}

/** What preflight says of every service there, as it is now. */
export async function preflightOf(
  places: { readonly [environment: string]: RailwayPlace },
  access: Access,
): Promise<(Finding & Target)[]> {
  const targets: RailwayTargets = Object.fromEntries(
    Object.entries(places).map(([name, { project: projectId, environment: environmentId, services }]) => [
      name,
      Object.fromEntries(
        Object.entries(services).map(([service, serviceId]) => [service, { projectId, environmentId, serviceId }]),
      ),
    ]),
  )
  const { kind, value, endpoint } = access
  const platform = createRailwayPlatform({ version, targets, token: { kind, value }, ...(endpoint && { endpoint }) })
  const all = Object.entries(targets).flatMap(([environment, services]) =>
    Object.keys(services).map((service) => ({ environment, service })),
  )
  const found = await Promise.all(
    all.map(async (target) => {
      const findings = await platform.preflight(target, { asItIs: true })
      // The token is that of who runs this, and no release gets it.
      return findings.filter(({ code }) => code !== 'account-token').map((finding) => ({ ...target, ...finding }))
    }),
  )
  return found.flat()
}
