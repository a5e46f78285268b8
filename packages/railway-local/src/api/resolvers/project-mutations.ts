import { randomUUID } from 'node:crypto'
import { beginDeployment } from '../../deployment/begin.ts'
import { addInstance, dropEnvironment } from '../../deployment/places.ts'
import { sealedNames, writeVariables, writtenVariables } from '../../deployment/variables.ts'
import { Refusal } from '../../errors.ts'
import type { Environment } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { demandAccount, sha256 } from '../caller.ts'
import type { Resolver } from '../context.ts'
import { environmentFor, projectFor } from '../lookup.ts'
import { theWorkspace } from './project-queries.ts'

interface EnvironmentCreateInput {
  readonly projectId: string
  readonly name: string
  readonly ephemeral?: boolean | null
  readonly sourceEnvironmentId?: string | null
  readonly skipInitialDeploys?: boolean | null
}

interface ProjectCreateInput {
  readonly name?: string | null
  readonly description?: string | null
  readonly defaultEnvironmentName?: string | null
  readonly workspaceId?: string | null
}

export function projectMutations(host: Host) {
  const projectCreate: Resolver<{ input: ProjectCreateInput }> = (_, { input }, { caller }) => {
    demandAccount(caller)
    if (input.workspaceId && input.workspaceId !== theWorkspace) throw new Refusal('Workspace not found')
    const now = Date.now()
    const id = randomUUID()
    return host.state.transaction(() => {
      putEnvironment(host, { projectId: id, name: input.defaultEnvironmentName || 'production' })
      return host.state.projects.put({
        id,
        name: input.name || `project-${id.slice(0, 8)}`,
        ...(input.description ? { description: input.description } : {}),
        createdAt: now,
        updatedAt: now,
      })
    })
  }
  const projectDelete: Resolver<{ id: string }> = async (_, { id }, { caller }) => {
    demandAccount(caller)
    const project = projectFor(host, caller, id)
    const environments = host.state.environments.where(({ projectId }) => projectId === project.id)
    await Promise.all(environments.map((environment) => dropEnvironment(host, environment)))
    host.state.transaction(() => {
      for (const service of host.state.services.where(({ projectId }) => projectId === project.id)) {
        host.state.services.delete(service.id)
      }
      host.state.projects.delete(project.id)
    })
    return true
  }
  const environmentCreate: Resolver<{ input: EnvironmentCreateInput }> = async (_, { input }, { caller }) => {
    demandAccount(caller)
    const project = projectFor(host, caller, input.projectId)
    const siblings = host.state.environments.where(({ projectId }) => projectId === project.id)
    if (input.name.trim() === '') throw new Refusal('Environment name must not be empty')
    if (siblings.some(({ name }) => name === input.name)) {
      throw new Refusal(`An environment named "${input.name}" already exists in this project`)
    }
    const { environmentPauseMs, forkServicesMs } = host.options
    // Each project comes with its first one, so that does not count.
    const newest = siblings.slice(1).at(-1)?.createdAt ?? Number.NEGATIVE_INFINITY
    if (Date.now() - newest < environmentPauseMs)
      throw new Refusal(`One environment can be created per user every ${environmentPauseMs / 1000}s`)
    const source = input.sourceEnvironmentId
      ? environmentFor(host, caller, input.sourceEnvironmentId, project.id)
      : undefined
    const environment = putEnvironment(host, {
      projectId: project.id,
      name: input.name,
      ephemeral: input.ephemeral === true,
      ...(source === undefined ? {} : { sourceEnvironmentId: source.id }),
    })
    const copy = () => copyServices(host, source ?? environment, environment, input.skipInitialDeploys !== true)
    if (source !== undefined && forkServicesMs === 0) await copy()
    if (source !== undefined && forkServicesMs > 0)
      setTimeout(() => {
        if (host.stopping || host.state.environments.get(environment.id) === undefined) return
        copy().catch((error: unknown) => host.note(`a fork got no services: ${String(error)}`))
      }, forkServicesMs).unref()
    return environment
  }
  const environmentDelete: Resolver<{ id: string }> = async (_, { id }, { caller }) => {
    demandAccount(caller)
    await dropEnvironment(host, environmentFor(host, caller, id))
    return true
  }
  const projectTokenCreate: Resolver<{ input: { projectId: string; environmentId: string; name: string } }> = (
    _,
    { input },
    { caller },
  ) => {
    demandAccount(caller)
    const { id, projectId } = environmentFor(host, caller, input.environmentId, input.projectId)
    const token = randomUUID()
    host.state.tokens.put({
      id: randomUUID(),
      name: input.name,
      projectId,
      environmentId: id,
      sha256: sha256(token).toString('hex'),
      display: `${token.slice(0, 4)}…`,
      createdAt: Date.now(),
    })
    return token
  }
  const projectTokenDelete: Resolver<{ id: string }> = (_, { id }, { caller }) => {
    demandAccount(caller)
    if (host.state.tokens.get(id) === undefined) throw new Refusal('Project Token not found')
    host.state.tokens.delete(id)
    return true
  }
  return { projectCreate, projectDelete, environmentCreate, environmentDelete, projectTokenCreate, projectTokenDelete }
}

function putEnvironment(
  host: Host,
  wish: Pick<Environment, 'projectId' | 'name'> & Partial<Pick<Environment, 'ephemeral' | 'sourceEnvironmentId'>>,
): Environment {
  const now = Date.now()
  return host.state.environments.put({ id: randomUUID(), ephemeral: false, createdAt: now, updatedAt: now, ...wish })
}

/** Every service of an environment with its configuration and variables, deployed too where that is asked for. */
async function copyServices(host: Host, source: Environment, target: Environment, deploy: boolean): Promise<void> {
  writeVariables(host, { environmentId: target.id }, copied(host, source.id))
  const instances = host.state.instances.where(({ environmentId }) => environmentId === source.id)
  for (const instance of instances) {
    const service = host.state.services.get(instance.serviceId)
    if (service === undefined) continue
    writeVariables(host, { environmentId: target.id, serviceId: service.id }, copied(host, source.id, service.id))
    const copy = await addInstance(host, target, service, instance.configuration)
    const active = instance.active === undefined ? undefined : host.state.deployments.get(instance.active)
    const snapshot = active?.snapshotId === undefined ? undefined : host.state.snapshots.get(active.snapshotId)
    if (deploy && snapshot !== undefined) beginDeployment(host, copy, { snapshot, reason: 'deploy' })
  }
}

/** What is sealed is not copied. */
function copied(host: Host, environmentId: string, serviceId?: string): Record<string, string> {
  const sealed = sealedNames(host, environmentId, serviceId)
  return Object.fromEntries(
    Object.entries(writtenVariables(host, environmentId, serviceId)).filter(([name]) => !sealed.has(name)),
  )
}
