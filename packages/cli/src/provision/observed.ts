import type { DeclaredState, ListedToken, NamedThing, ServiceState, Workspace } from '@kickai/railway'
import type { Problem } from '../error/command-error.ts'
import type { TokenKeeping, TokenState } from './tokens.ts'
import type { WantedPlace, WantedThing } from './wanted.ts'

/** What there is of an environment's place. */
export interface ObservedPlace {
  readonly project?: NamedThing
  readonly environment?: NamedThing
  /** Services in the environment. */
  readonly services: readonly ServiceState[]
  /** Services of the project, in whichever environment. */
  readonly inProject: readonly NamedThing[]
  /** Ids of services that a push deploys by itself. */
  readonly autoDeploying: readonly string[]
  /** Project tokens for the environment. */
  readonly tokens: readonly ListedToken[]
  readonly token: TokenState
  /** What the environment is set to, where a declaration is to be compared with it. */
  readonly declared?: DeclaredState
  /** What was looked for and found more than once, or not where it must be. */
  readonly problems: readonly Problem[]
}

/** Looks at all that is wanted. Changes nothing. */
export async function observe(
  workspace: Workspace,
  wanted: readonly WantedPlace[],
  tokens: TokenKeeping,
): Promise<readonly ObservedPlace[]> {
  const projects = await workspace.projects()
  const observed: ObservedPlace[] = []
  // One after the other: Railway counts requests by the second too.
  for (const place of wanted) observed.push(await observePlace(workspace, place, projects, tokens))
  return observed
}

async function observePlace(
  workspace: Workspace,
  wanted: WantedPlace,
  projects: readonly NamedThing[],
  tokens: TokenKeeping,
): Promise<ObservedPlace> {
  const { environment: name, fixed } = wanted
  const problems: Problem[] = []
  const pick = <Thing extends NamedThing>(things: readonly Thing[], thing: WantedThing, kind: string) => {
    const found = candidates(things, thing, fixed)
    if (found.length > 1)
      problems.push({
        path: `${name}.${kind}`,
        sentence: `there are ${found.length} of the name ${thing.name}: ${found.map(({ id }) => id).join(', ')}`,
      })
    if (found.length === 0 && fixed && thing.id !== undefined)
      problems.push({ path: `${name}.${kind}`, sentence: `the configuration names ${thing.id}, which is not there` })
    return found[0]
  }
  const nothing = { services: [], inProject: [], autoDeploying: [], tokens: [] }
  const token = async (environmentId?: string) => await tokens.state(name, environmentId)

  const project = pick(projects, wanted.project, 'project')
  if (project === undefined) return { ...nothing, token: await token(), problems }
  const contents = await workspace.project(project.id)
  const [only, ...others] = contents.environments
  const alone = others.length === 0 && !fixed && wanted.shared !== true ? only : undefined
  const environment = pick(contents.environments, wanted.railwayEnvironment, 'environment') ?? alone
  const inProject = contents.services
  if (environment === undefined) return { ...nothing, project, inProject, token: await token(), problems }

  const place = { projectId: project.id, environmentId: environment.id }
  const declared = wanted.declaration === undefined ? undefined : await workspace.declared(place)
  const services = await workspace.services(place)
  const autoDeploying: string[] = []
  for (const service of services) {
    if (service.repository === undefined || !wanted.services.some((each) => isSame(each, service))) continue
    if ((await workspace.autoDeploy({ ...place, serviceId: service.id })).enabled) autoDeploying.push(service.id)
  }
  for (const service of wanted.services) pick(inProject, service, `services.${service.name}`)
  const listed = (await workspace.tokens(project.id)).filter(({ environmentId }) => environmentId === environment.id)
  return {
    project,
    environment,
    services,
    inProject,
    autoDeploying,
    tokens: listed,
    token: await token(environment.id),
    ...(declared && { declared }),
    problems,
  }
}

/** Those that could be meant: the one of the known id, else those of the name, unless the configuration named the id. */
function candidates<Thing extends NamedThing>(
  things: readonly Thing[],
  { id, name }: WantedThing,
  fixed: boolean,
): Thing[] {
  const known = things.filter((thing) => thing.id === id)
  if (known.length > 0 || (fixed && id !== undefined)) return known
  return things.filter((thing) => thing.name === name)
}

function isSame(wanted: WantedThing, there: NamedThing): boolean {
  return wanted.id === there.id || wanted.name === there.name
}

/** What is there of a wanted thing, by id before name. */
export function foundOf<Thing extends NamedThing>(things: readonly Thing[], wanted: WantedThing): Thing | undefined {
  return things.find(({ id }) => id === wanted.id) ?? things.find(({ name }) => name === wanted.name)
}
