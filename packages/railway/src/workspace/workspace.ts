import { type Clock, systemClock } from '@kickai/release'
import type { RailwayClient } from '../client/client.ts'
import { isNotFound, RailwayError } from '../errors/railway-error.ts'
import { type ChangeSet, patchCommit } from '../operations/change-set.ts'
import {
  environmentCreate,
  projectCreate,
  projectDelete,
  projectTokenCreate,
  projectTokenDelete,
  serviceCreate,
  serviceDelete,
  serviceDomainCreate,
} from '../operations/provisioning.ts'
import {
  autoDeploy,
  autoDeployUpdate,
  limitsUpdate,
  type ServiceSettingsInput,
  serviceInstanceUpdate,
  serviceSettings,
} from '../operations/service.ts'
import { Secret } from '../secret/secret.ts'
import { applyChangeSet, type DeclaredState, previewChangeSet, readDeclared } from './change-sets.ts'
import {
  type ListedToken,
  type ProjectContents,
  readProject,
  readProjects,
  readServices,
  readTokens,
  type ServiceState,
} from './look.ts'
import { makeOnce } from './make-once.ts'
import { type NamedThing, theOnly } from './named-thing.ts'

/** A thing that was looked for, and made where it was not there. */
export interface Ensured extends NamedThing {
  readonly made: boolean
}

export interface WorkspaceOptions {
  /** Where new projects go, on an account with several workspaces. */
  readonly workspaceId?: string
  readonly clock?: Clock
}

export interface EnvironmentPlace {
  readonly projectId: string
  readonly environmentId: string
}

export interface InstancePlace extends EnvironmentPlace {
  readonly serviceId: string
}

/** Whether pushes deploy a service by themselves. */
export interface AutoDeploy {
  readonly enabled: boolean
  /** False where no repository is connected. */
  readonly canEnable: boolean
  readonly reason?: string
}

/**
 * What a release needs to exist: looks, makes and sets. What is made is made once: where an answer is lost it is looked
 * for by its name. Two things of one name are `ambiguous-name`.
 */
export interface Workspace {
  projects(): Promise<readonly NamedThing[]>
  project(projectId: string): Promise<ProjectContents>
  /** The services of an environment, and how they are set to run. */
  services(place: EnvironmentPlace): Promise<readonly ServiceState[]>
  /** The tokens of a project; their values are not told. */
  tokens(projectId: string): Promise<readonly ListedToken[]>
  autoDeploy(place: InstancePlace): Promise<AutoDeploy>
  /** `firstEnvironment` names the environment that it comes with. */
  createProject(name: string, firstEnvironment?: string): Promise<NamedThing>
  createEnvironment(projectId: string, name: string): Promise<NamedThing>
  createService(place: EnvironmentPlace, name: string): Promise<NamedThing>
  /** Puts a service that the project has elsewhere into an environment. */
  addService(place: InstancePlace): Promise<void>
  /** What the services of an environment are set to, to compare a declaration with. */
  declared(place: EnvironmentPlace): Promise<DeclaredState>
  /** Of a change set, what would change something. */
  previewChangeSet(environmentId: string, changes: ChangeSet): Promise<ChangeSet>
  /** Makes a change set as one change, unless the environment is no longer what `etag` stands for. */
  applyChangeSet(environmentId: string, changes: ChangeSet, etag: string): Promise<void>
  /** Gives a service an address of Railway's. */
  createDomain(place: InstancePlace): Promise<void>
  /** The three in one: takes what is there by its name, else makes it. */
  ensureProject(name: string, firstEnvironment?: string): Promise<Ensured>
  ensureEnvironment(projectId: string, name: string): Promise<Ensured>
  /** The service has an instance in the environment when this resolves. */
  ensureService(place: EnvironmentPlace, name: string): Promise<Ensured>
  /** Sets what is named and leaves the rest; starts no deployment. */
  configureService(place: Omit<InstancePlace, 'projectId'>, settings: ServiceSettingsInput): Promise<void>
  /** Sets what each replica may use at most; what is left out stays. */
  limitService(
    place: Omit<InstancePlace, 'projectId'>,
    limits: { readonly processors?: number; readonly memoryGigabytes?: number },
  ): Promise<void>
  setAutoDeploy(place: InstancePlace, enabled: boolean): Promise<void>
  /** Always makes a new one: a token's value is shown only once. */
  createProjectToken(place: EnvironmentPlace, name: string): Promise<Secret>
  /** Makes a token worthless; harmless where it is gone. */
  deleteProjectToken(id: string): Promise<void>
  /** Takes a service out of an environment with everything of it that runs there. */
  deleteService(place: Omit<InstancePlace, 'projectId'>): Promise<void>
  /** Removes a project with everything that runs in it. */
  deleteProject(projectId: string): Promise<void>
}

/** The workspace that the client's account token opens. */
export function createWorkspace(client: RailwayClient, options: WorkspaceOptions = {}): Workspace {
  const { workspaceId, clock = systemClock } = options
  const findProject = async (name: string) => theOnly(await readProjects(client, workspaceId), 'project', name)
  const findEnvironment = async (projectId: string, name: string) =>
    theOnly((await readProject(client, projectId)).environments, 'environment', name)
  const findService = async (projectId: string, name: string) =>
    theOnly((await readProject(client, projectId)).services, 'service', name)

  const workspace: Workspace = {
    projects: () => readProjects(client, workspaceId),
    project: (projectId) => readProject(client, projectId),
    services: (place) => readServices(client, place),
    tokens: (projectId) => readTokens(client, projectId),
    async autoDeploy(place) {
      const { enabled, canEnable, reason } = (await client.request(autoDeploy, place)).serviceInstanceAutoDeployStatus
      return { enabled, canEnable: canEnable ?? enabled, ...(reason && { reason }) }
    },
    async createProject(name, firstEnvironment) {
      const first = firstEnvironment === undefined ? {} : { defaultEnvironmentName: firstEnvironment }
      const input = { name, ...(workspaceId !== undefined && { workspaceId }), ...first }
      const make = async () => (await client.request(projectCreate, { input })).projectCreate
      return { id: (await makeOnce(clock, make, () => findProject(name))).id, name }
    },
    async createEnvironment(projectId, name) {
      const make = async () =>
        (await client.request(environmentCreate, { input: { projectId, name } })).environmentCreate
      return { id: (await makeOnce(clock, make, () => findEnvironment(projectId, name))).id, name }
    },
    async createService({ projectId, environmentId }, name) {
      const make = async () =>
        (await client.request(serviceCreate, { input: { projectId, environmentId, name } })).serviceCreate
      return { id: (await makeOnce(clock, make, () => findService(projectId, name))).id, name }
    },
    async addService({ environmentId, serviceId }) {
      const patch = { services: { [serviceId]: { isCreated: true } } }
      await client.request(patchCommit, { environmentId, patch, commitMessage: 'kickai provision' })
    },
    declared: (place) => readDeclared(client, place),
    previewChangeSet: (environmentId, changes) => previewChangeSet(client, environmentId, changes),
    applyChangeSet: (environmentId, changes, etag) => applyChangeSet({ client, clock }, environmentId, changes, etag),
    async createDomain(place) {
      const { environmentId, serviceId } = place
      const make = async () =>
        (await client.request(serviceDomainCreate, { input: { environmentId, serviceId } })) !== null
      const look = async () => {
        const found = (await readServices(client, place)).find(({ id }) => id === serviceId)
        return found !== undefined && found.domains.length > 0 ? true : undefined
      }
      await makeOnce(clock, make, look)
    },
    async ensureProject(name, firstEnvironment) {
      const found = await findProject(name)
      if (found !== undefined) return { ...found, made: false }
      return { ...(await workspace.createProject(name, firstEnvironment)), made: true }
    },
    async ensureEnvironment(projectId, name) {
      const found = await findEnvironment(projectId, name)
      if (found !== undefined) return { ...found, made: false }
      return { ...(await workspace.createEnvironment(projectId, name)), made: true }
    },
    async ensureService(place, name) {
      const found = await findService(place.projectId, name)
      if (found === undefined) return { ...(await workspace.createService(place, name)), made: true }
      const { environmentId } = place
      await client.request(serviceSettings, { environmentId, serviceId: found.id }).catch((error) => {
        throw isNotFound(error) ? elsewhere(name, error) : error
      })
      return { ...found, made: false }
    },
    async configureService({ environmentId, serviceId }, input) {
      const updated = await client.request(serviceInstanceUpdate, { environmentId, serviceId, input })
      if (!updated.serviceInstanceUpdate) throw saidNo('to the settings of the service')
    },
    async limitService({ environmentId, serviceId }, { processors, memoryGigabytes }) {
      const limits = {
        ...(processors !== undefined && { vCPUs: processors }),
        ...(memoryGigabytes !== undefined && { memoryGB: memoryGigabytes }),
      }
      const input = { environmentId, serviceId, ...limits }
      if (!(await client.request(limitsUpdate, { input })).serviceInstanceLimitsUpdate)
        throw saidNo('to the limits of the service')
    },
    async setAutoDeploy({ projectId, environmentId, serviceId }, enabled) {
      const input = { projectId, environmentId, serviceId, enabled }
      const answer = (await client.request(autoDeployUpdate, { input })).serviceInstanceAutoDeployUpdate
      if (answer.enabled !== enabled) throw saidNo(`to automatic deploys being ${enabled ? 'on' : 'off'}`)
    },
    async createProjectToken({ projectId, environmentId }, name) {
      const input = { projectId, environmentId, name }
      return new Secret((await client.request(projectTokenCreate, { input })).projectTokenCreate)
    },
    async deleteProjectToken(id) {
      try {
        if (!(await client.request(projectTokenDelete, { id })).projectTokenDelete)
          throw saidNo('to removing the token')
      } catch (error) {
        if (!isNotFound(error)) throw error
      }
    },
    async deleteService({ environmentId, serviceId }) {
      if (!(await client.request(serviceDelete, { id: serviceId, environmentId })).serviceDelete)
        throw saidNo('to removing the service')
    },
    async deleteProject(projectId) {
      if (!(await client.request(projectDelete, { id: projectId })).projectDelete)
        throw saidNo('to removing the project')
    },
  }
  return workspace
}

function elsewhere(name: string, cause: RailwayError): RailwayError {
  return new RailwayError({
    code: 'service-instance-missing',
    message: `The project has a service ${name}, but not in this environment.`,
    wayOut: 'Add it to the environment on Railway, or use a project of its own for each environment.',
    acted: 'no',
    said: cause.said,
    cause,
  })
}

function saidNo(what: string): RailwayError {
  return new RailwayError({
    code: 'configuration-not-applied',
    message: `Railway said no ${what}.`,
    wayOut: 'Look at the project on Railway.',
    acted: 'unknown',
  })
}
