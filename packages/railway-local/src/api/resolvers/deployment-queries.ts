import { isKept } from '../../deployment/images.ts'
import { eventsOf } from '../../deployment/records.ts'
import { isMoving, isStopped } from '../../deployment/statuses.ts'
import type { Deployment, DeploymentStatus } from '../../state/records.ts'
import type { Host } from '../../supervisor/host.ts'
import { demandReach } from '../caller.ts'
import { connectionOf, type PageArguments } from '../connection.ts'
import type { Resolver } from '../context.ts'
import { deploymentFor, environmentFor, projectFor } from '../lookup.ts'

export interface DeploymentListInput {
  readonly projectId?: string | null
  readonly environmentId?: string | null
  readonly serviceId?: string | null
  readonly status?: { readonly in?: DeploymentStatus[] | null; readonly notIn?: DeploymentStatus[] | null } | null
}

export function deploymentQueries(host: Host) {
  const deployment: Resolver<{ id: string }> = (_, { id }, { caller }) => deploymentFor(host, caller, id)
  const deployments: Resolver<PageArguments & { input: DeploymentListInput }> = (_, { input, ...page }, { caller }) => {
    if (input.projectId) projectFor(host, caller, input.projectId)
    if (input.environmentId) environmentFor(host, caller, input.environmentId)
    if (caller.kind === 'project') {
      demandReach(caller, {
        projectId: input.projectId ?? caller.token.projectId,
        environmentId: input.environmentId ?? caller.token.environmentId,
      })
    }
    const within = caller.kind === 'project' ? caller.token.environmentId : input.environmentId
    const found = host.state.deployments.where(
      (one) =>
        (!input.projectId || one.projectId === input.projectId) &&
        (!within || one.environmentId === within) &&
        (!input.serviceId || one.serviceId === input.serviceId) &&
        (!input.status?.in || input.status.in.includes(one.status)) &&
        !input.status?.notIn?.includes(one.status),
    )
    return connectionOf(found.reverse(), page)
  }
  const deploymentEvents: Resolver<PageArguments & { id: string }> = (_, { id, ...page }, { caller }) => {
    deploymentFor(host, caller, id)
    return connectionOf(eventsOf(host, id), page)
  }
  return { deployment, deployments, deploymentEvents }
}

/** Fields of a deployment, where they are not simply there. */
export function deploymentTypes(host: Host) {
  const address = ({ instanceId }: Deployment) => {
    const port = host.state.instances.get(instanceId)?.port
    return port === undefined ? null : `127.0.0.1:${port}`
  }
  return {
    Deployment: {
      status: ({ id, status }: Deployment) => host.disguises.of(id)?.status ?? status,
      canRedeploy: (deployment: Deployment) => isKept(host, deployment),
      canRollback: (deployment: Deployment) => isKept(host, deployment) && deployment.succeededAt !== undefined,
      deploymentStopped: isStopped,
      suggestAddServiceDomain: () => false,
      url: address,
      staticUrl: address,
      diagnosis: ({ failure }: Deployment) => failure ?? null,
      meta: (deployment: Deployment) => (host.disguises.of(deployment.id)?.hidesMeta ? null : metaOf(host, deployment)),
      instances: ({ replicaId, replicaStatus }: Deployment) => [{ id: replicaId, status: replicaStatus }],
      environment: ({ environmentId }: Deployment) => host.state.environments.get(environmentId),
      service: ({ serviceId }: Deployment) => host.state.services.get(serviceId),
    },
  }
}

function metaOf(host: Host, deployment: Deployment): object {
  const { meta, configuration } = deployment
  if (isMoving(deployment)) {
    if (host.options.imageInMeta === 'at-once') return meta
    const { image: _, imageDigest: __, ...rest } = meta
    return rest
  }
  const { buildCommand, image, ...deploy } = configuration
  return { ...meta, serviceManifest: { build: { builder: 'RAILPACK', buildCommand: buildCommand ?? null }, deploy } }
}
