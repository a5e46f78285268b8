import { randomUUID } from 'node:crypto'
import { Refusal } from '../errors.ts'
import type { Deployment, ServiceInstance, Snapshot } from '../state/records.ts'
import { topics } from '../supervisor/feed.ts'
import type { Host } from '../supervisor/host.ts'
import { imageMeta } from './images.ts'
import { carry } from './pipeline.ts'
import { renderVariables } from './variables.ts'

/** What a new deployment is to run, where it differs from the service as it is set now. */
export interface Wish {
  /** Absent: the image that the service is set to, which is still to be fetched. */
  readonly snapshot?: Snapshot
  readonly reason: 'deploy' | 'redeploy' | 'rollback'
  /** Run another snapshot than the record says; a fault. */
  readonly runsSnapshotId?: string
  readonly message?: string
  readonly configuration?: Deployment['configuration']
  readonly variables?: Deployment['variables']
}

/** Records a new deployment of a service and sends it on its way. It is recorded when this returns. */
export function beginDeployment(host: Host, instance: ServiceInstance, wish: Wish): Deployment {
  if (host.stopping) throw new Refusal('The platform is stopping', 503)
  const now = Date.now()
  const { snapshot } = wish
  const configuration = wish.configuration ?? instance.configuration
  const deployment: Deployment = {
    id: randomUUID(),
    projectId: instance.projectId,
    environmentId: instance.environmentId,
    serviceId: instance.serviceId,
    instanceId: instance.id,
    status: 'INITIALIZING',
    createdAt: now,
    updatedAt: now,
    statusUpdatedAt: now,
    ...(snapshot && { snapshotId: snapshot.id }),
    ...(snapshot?.imageId !== undefined && { imageId: snapshot.imageId }),
    ...(wish.runsSnapshotId === undefined ? {} : { runsSnapshotId: wish.runsSnapshotId }),
    configuration,
    variables: wish.variables ?? renderVariables(host, instance),
    meta: {
      reason: wish.reason,
      ...imageMeta(snapshot, configuration.image),
      ...(wish.message === undefined ? {} : { cliMessage: wish.message, commitMessage: wish.message }),
    },
    replicaId: randomUUID(),
    replicaStatus: 'CREATED',
    port: 0,
    restarts: 0,
  }
  host.state.deployments.put(deployment)
  host.feed.publish(topics.deployment(deployment.id), deployment)
  carry(host, deployment.id)
  return deployment
}
