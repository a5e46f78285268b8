import type { RailwayClient } from '../client/client.ts'
import { type DeclaredService, environmentServices, type ListedInstance } from '../operations/environment-services.ts'
import { projects, projectTokens, projectTree } from '../operations/provisioning.ts'
import { everyPage } from './every-page.ts'
import type { NamedThing } from './named-thing.ts'

/** What a project holds, by id and name. */
export interface ProjectContents extends NamedThing {
  readonly environments: readonly NamedThing[]
  readonly services: readonly NamedThing[]
}

/** How a service is set to run in an environment. Seconds where named so. */
export interface ServiceState {
  readonly id: string
  readonly name: string
  readonly startCommand?: string
  readonly healthPath?: string
  readonly healthTimeoutSeconds?: number
  readonly overlapSeconds: number
  readonly drainingSeconds: number
  readonly restartPolicy: string
  readonly restartRetries: number
  readonly schedule?: string
  /** Of all regions together. */
  readonly replicas: number
  /** By region, where that is set. */
  readonly regions: Readonly<Record<string, number>>
  readonly processors?: number
  /** As the platform counts memory; whether its gigabyte has 1000 or 1024 megabytes is not known. */
  readonly memoryBytes?: number
  readonly repository?: string
  /** An image that it runs in place of a repository's or uploaded files. */
  readonly image?: string
  readonly configurationFile?: string
  readonly domains: readonly string[]
  /** Something was deployed there before. */
  readonly deployed: boolean
  /** Names of its variables. */
  readonly variables: readonly string[]
}

/** A project token by its name; nobody is told its value again. */
export interface ListedToken extends NamedThing {
  readonly environmentId: string
}

const pageSize = 100

/** All projects that the token sees, or those of one workspace. */
export async function readProjects(client: RailwayClient, workspaceId: string | undefined): Promise<NamedThing[]> {
  const within = workspaceId === undefined ? {} : { workspaceId }
  return everyPage(async (mark) => (await client.request(projects, { first: pageSize, ...within, ...mark })).projects)
}

export async function readProject(client: RailwayClient, projectId: string): Promise<ProjectContents> {
  let found: (NamedThing & { readonly environments: readonly NamedThing[] }) | undefined
  const services = await everyPage(async (mark) => {
    const { project } = await client.request(projectTree, { id: projectId, first: pageSize, ...mark })
    found = project
    return project.services
  })
  const { name = '', environments = [] } = found ?? {}
  return { id: projectId, name, environments, services }
}

export async function readTokens(client: RailwayClient, projectId: string): Promise<ListedToken[]> {
  return everyPage(
    async (mark) => (await client.request(projectTokens, { projectId, first: pageSize, ...mark })).projectTokens,
  )
}

/** Every service that is in an environment. */
export async function readServices(
  client: RailwayClient,
  place: { readonly projectId: string; readonly environmentId: string },
): Promise<ServiceState[]> {
  const { environmentId: id, projectId } = place
  let declared: Readonly<Record<string, DeclaredService>> = {}
  const instances = await everyPage(async (mark) => {
    const { environment } = await client.request(environmentServices, { id, projectId, first: pageSize, ...mark })
    declared = environment.config.services ?? {}
    return environment.serviceInstances
  })
  return instances.map((instance) => stateOf(instance, declared[instance.serviceId]))
}

function stateOf(instance: ListedInstance, declared: DeclaredService): ServiceState {
  const { deploy, variables } = declared ?? {}
  const regions = Object.fromEntries(
    Object.entries(deploy?.multiRegionConfig ?? {}).flatMap(([region, given]) =>
      given?.numReplicas ? [[region, given.numReplicas]] : [],
    ),
  )
  const inRegions = Object.values(regions).reduce((sum, count) => sum + count, 0)
  const { cpu, memoryBytes } = deploy?.limitOverride?.containers ?? {}
  return {
    id: instance.serviceId,
    name: instance.serviceName,
    ...(instance.startCommand && { startCommand: instance.startCommand }),
    ...(instance.healthcheckPath && { healthPath: instance.healthcheckPath }),
    ...(instance.healthcheckTimeout != null && { healthTimeoutSeconds: instance.healthcheckTimeout }),
    overlapSeconds: instance.overlapSeconds ?? 0,
    drainingSeconds: instance.drainingSeconds ?? 0,
    restartPolicy: instance.restartPolicyType,
    restartRetries: instance.restartPolicyMaxRetries,
    ...(instance.cronSchedule && { schedule: instance.cronSchedule }),
    replicas: inRegions || (instance.numReplicas ?? deploy?.numReplicas ?? 1),
    regions,
    ...(cpu != null && { processors: cpu }),
    ...(memoryBytes != null && { memoryBytes }),
    ...(instance.source?.repo && { repository: instance.source.repo }),
    ...(instance.source?.image && { image: instance.source.image }),
    ...(instance.railwayConfigFile && { configurationFile: instance.railwayConfigFile }),
    domains: [...instance.domains.customDomains, ...instance.domains.serviceDomains].map(({ domain }) => domain),
    deployed: instance.latestDeployment != null,
    variables: Object.keys(variables ?? {}).sort(),
  }
}
