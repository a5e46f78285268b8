import { Refusal } from '../../errors.ts'
import type { Environment, Project, TokenRecord } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { demandAccount, demandReach, notAuthorized } from '../caller.ts'
import { connectionOf, type PageArguments } from '../connection.ts'
import type { ApiContext, Resolver } from '../context.ts'
import { configEtag, environmentConfig } from '../environment-config.ts'
import { environmentFor, projectFor } from '../lookup.ts'
import { volumeInstances } from './volumes.ts'

/** There is one here; this is its id and its name. */
export const theWorkspace = 'local'

type Page<More = object> = PageArguments & More

/** The environments that a caller may see: all of the project, or the one of its token. */
function environmentsOf(
  host: Host,
  { caller }: ApiContext,
  projectId: string,
  isEphemeral?: boolean | null,
): Environment[] {
  return host.state.environments.where(
    (environment) =>
      environment.projectId === projectId &&
      (caller.kind === 'account' || caller.token.environmentId === environment.id) &&
      (isEphemeral == null || environment.ephemeral === isEphemeral),
  )
}

export function projectQueries(host: Host) {
  const projects: Resolver<Page<{ orderBy?: string | null; workspaceId?: string | null }>> = (_, args, { caller }) => {
    demandAccount(caller)
    if (args.workspaceId && args.workspaceId !== theWorkspace) throw new Refusal('Workspace not found')
    const all = host.state.projects.all()
    if (args.orderBy === 'NAME_ASC') all.sort((left, right) => (left.name < right.name ? -1 : 1))
    else all.reverse()
    return connectionOf(all, args)
  }
  const project: Resolver<{ id: string }> = (_, { id }, { caller }) => projectFor(host, caller, id)
  const environments: Resolver<Page<{ projectId: string; isEphemeral?: boolean | null }>> = (_, args, context) => {
    projectFor(host, context.caller, args.projectId)
    return connectionOf(environmentsOf(host, context, args.projectId, args.isEphemeral), args)
  }
  const environment: Resolver<{ id: string; projectId?: string | null }> = (_, { id, projectId }, { caller }) =>
    environmentFor(host, caller, id, projectId)
  const projectToken: Resolver<object> = (_, __, { caller }) => {
    if (caller.kind !== 'project') throw new Refusal('Project Token not found')
    return caller.token
  }
  const projectTokens: Resolver<Page<{ projectId: string }>> = (_, args, { caller }) => {
    demandAccount(caller)
    projectFor(host, caller, args.projectId)
    return connectionOf(
      host.state.tokens.where(({ projectId }) => projectId === args.projectId),
      args,
    )
  }
  const me: Resolver<object> = (_, __, { caller }) => {
    if (caller.kind !== 'account') throw new Refusal(notAuthorized)
    return { id: 'local', name: 'local', email: 'local@localhost' }
  }
  const apiToken: Resolver<object> = (_, __, { caller }) => {
    demandAccount(caller)
    return { workspaces: [{ id: theWorkspace, name: theWorkspace }] }
  }
  const platformStatus: Resolver<object> = () => ({ isStable: true, incident: null, maintenance: null })
  return {
    projects,
    project,
    environments,
    environment,
    projectToken,
    projectTokens,
    me,
    apiToken,
    platformStatus,
  }
}

/** Fields of the types that these queries give, where they are not simply there. */
export function projectTypes(host: Host) {
  const oldest = (projectId: string) =>
    host.state.environments.find((one) => one.projectId === projectId && !one.ephemeral)
  return {
    Project: {
      baseEnvironment: ({ id }: Project, _: unknown, { caller }: ApiContext) => {
        const found = oldest(id)
        if (found !== undefined) demandReach(caller, { projectId: id, environmentId: found.id })
        return found
      },
      baseEnvironmentId: ({ id }: Project) => oldest(id)?.id,
      primaryEnvironmentId: ({ id }: Project) => oldest(id)?.id,
      prDeploys: () => false,
      isPublic: () => false,
      workspaceId: () => theWorkspace,
      environments: (
        { id }: Project,
        args: Page<{ isEphemeral?: boolean | null; sort?: string | null }>,
        context: ApiContext,
      ) => {
        const all = environmentsOf(host, context, id, args.isEphemeral)
        return connectionOf(args.sort === 'desc' ? all.reverse() : all, args)
      },
      services: ({ id }: Project, args: PageArguments) =>
        connectionOf(
          host.state.services.where(({ projectId }) => projectId === id),
          args,
        ),
    },
    Environment: {
      canAccess: () => true,
      isEphemeral: ({ ephemeral }: Environment) => ephemeral,
      unmergedChangesCount: () => 0,
      config: ({ id }: Environment, args: { decryptVariables?: boolean | null }) =>
        environmentConfig(host, id, args.decryptVariables === true),
      configEtag: ({ id }: Environment) => configEtag(host, id),
      deployments: ({ id }: Environment, args: PageArguments) =>
        connectionOf(host.state.deployments.where(({ environmentId }) => environmentId === id).reverse(), args),
      serviceInstances: ({ id }: Environment, args: PageArguments) =>
        connectionOf(
          host.state.instances.where(({ environmentId }) => environmentId === id),
          args,
        ),
      volumeInstances,
      sourceEnvironment: ({ sourceEnvironmentId }: Environment, _: unknown, { caller }: ApiContext) => {
        const source = sourceEnvironmentId === undefined ? undefined : host.state.environments.get(sourceEnvironmentId)
        if (source !== undefined) demandReach(caller, { projectId: source.projectId, environmentId: source.id })
        return source
      },
    },
    EnvironmentPatch: {
      environment: ({ environmentId }: { environmentId: string }) => host.state.environments.get(environmentId),
    },
    ProjectToken: {
      displayToken: ({ display }: TokenRecord) => display,
      project: ({ projectId }: TokenRecord) => host.state.projects.get(projectId),
      environment: ({ environmentId }: TokenRecord) => host.state.environments.get(environmentId),
    },
  }
}
