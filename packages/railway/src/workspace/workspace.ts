import type { RailwayClient } from '../client/client.ts'
import { isNotFound, RailwayError } from '../errors/railway-error.ts'
import {
  environmentCreate,
  projectCreate,
  projectDelete,
  projects,
  projectTokenCreate,
  projectTree,
  serviceCreate,
} from '../operations/provisioning.ts'
import { type ServiceSettingsInput, serviceInstanceUpdate, serviceSettings } from '../operations/service.ts'
import { Secret } from '../secret/secret.ts'
import { everyPage } from './every-page.ts'

export interface NamedThing {
  readonly id: string
  readonly name: string
}

/** A thing that was looked for, and made where it was not there. */
export interface Ensured extends NamedThing {
  readonly made: boolean
}

export interface WorkspaceOptions {
  /** Where new projects go, on an account with several workspaces. */
  readonly workspaceId?: string
}

/** Makes what a release needs to exist. Everything is looked for by its name first, so asking twice makes it once. */
export interface Workspace {
  /** `firstEnvironment` names the environment that a new project comes with; it is not added to one that is there. */
  ensureProject(name: string, firstEnvironment?: string): Promise<Ensured>
  ensureEnvironment(projectId: string, name: string): Promise<Ensured>
  /** The service has an instance in the environment when this resolves. */
  ensureService(place: { readonly projectId: string; readonly environmentId: string }, name: string): Promise<Ensured>
  /** Sets what is named and leaves the rest; starts no deployment. */
  configureService(
    place: { readonly environmentId: string; readonly serviceId: string },
    settings: ServiceSettingsInput,
  ): Promise<void>
  /** Always makes a new one: a token's value is shown only once. */
  createProjectToken(
    place: { readonly projectId: string; readonly environmentId: string },
    name: string,
  ): Promise<Secret>
  /** Removes a project with everything that runs in it. */
  deleteProject(projectId: string): Promise<void>
}

const pageSize = 100

/** The workspace that the client's account token opens. Two things of one name are `ambiguous-name`. */
export function createWorkspace(client: RailwayClient, options: WorkspaceOptions = {}): Workspace {
  const inWorkspace = options.workspaceId === undefined ? {} : { workspaceId: options.workspaceId }
  return {
    async ensureProject(name, firstEnvironment) {
      const there = await everyPage(async (mark) => {
        return (await client.request(projects, { first: pageSize, ...inWorkspace, ...mark })).projects
      })
      const found = theOnly(there, 'project', name)
      if (found !== undefined) return { ...found, made: false }
      const first = firstEnvironment === undefined ? {} : { defaultEnvironmentName: firstEnvironment }
      const { id } = (await client.request(projectCreate, { input: { name, ...inWorkspace, ...first } })).projectCreate
      return { id, name, made: true }
    },
    async ensureEnvironment(projectId, name) {
      const { project } = await client.request(projectTree, { id: projectId, first: 1 })
      const found = theOnly(project.environments, 'environment', name)
      if (found !== undefined) return { ...found, made: false }
      const { id } = (await client.request(environmentCreate, { input: { projectId, name } })).environmentCreate
      return { id, name, made: true }
    },
    async ensureService({ projectId, environmentId }, name) {
      const there = await everyPage(async (mark) => {
        return (await client.request(projectTree, { id: projectId, first: pageSize, ...mark })).project.services
      })
      const found = theOnly(there, 'service', name)
      if (found !== undefined) {
        await client.request(serviceSettings, { environmentId, serviceId: found.id }).catch((error) => {
          throw isNotFound(error) ? elsewhere(name, error) : error
        })
        return { ...found, made: false }
      }
      const { id } = (await client.request(serviceCreate, { input: { projectId, environmentId, name } })).serviceCreate
      return { id, name, made: true }
    },
    async configureService({ environmentId, serviceId }, input) {
      const updated = await client.request(serviceInstanceUpdate, { environmentId, serviceId, input })
      if (!updated.serviceInstanceUpdate) throw saidNo('to the settings of the service')
    },
    async createProjectToken({ projectId, environmentId }, name) {
      const input = { projectId, environmentId, name }
      return new Secret((await client.request(projectTokenCreate, { input })).projectTokenCreate)
    },
    async deleteProject(projectId) {
      if (!(await client.request(projectDelete, { id: projectId })).projectDelete)
        throw saidNo('to removing the project')
    },
  }
}

function theOnly(things: readonly NamedThing[], kind: string, name: string): NamedThing | undefined {
  const found = things.filter((thing) => thing.name === name)
  if (found.length < 2) return found[0]
  throw new RailwayError({
    code: 'ambiguous-name',
    message: `There are ${found.length} of the name ${name} where one ${kind} was looked for: ${found.map(({ id }) => id).join(', ')}.`,
    wayOut: `Rename or delete all but one ${kind} on Railway.`,
    acted: 'no',
  })
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
