import { Refusal } from '../errors.ts'
import { buildLine } from '../logs/deployment-log.ts'
import type { Deployment, ServiceInstance, Snapshot } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { beginDeployment } from './begin.ts'
import { effective } from './effective.ts'
import { takeOff } from './pipeline.ts'
import { change, deploymentOf, instanceOf } from './records.ts'
import { endDeployment } from './retire.ts'
import { settleRoute } from './routes.ts'
import { isMoving, isScheduled } from './statuses.ts'
import { unitFor } from './units.ts'

/** Deploys what the service's source is now: the image that is set, else what was uploaded last. */
export function deployLatest(
  host: Host,
  instance: ServiceInstance,
  reason: 'deploy' | 'redeploy' = 'deploy',
): Deployment {
  const snapshot = sourceOf(host, instance)
  return beginDeployment(host, instance, { reason, ...(snapshot && { snapshot }) })
}

/** Whether a deployment was one of an image of a registry, fetched or not: there is nothing uploaded in it. */
function isOfRegistry({ imageId, snapshotId, configuration }: Deployment): boolean {
  return imageId !== undefined || (snapshotId === undefined && Boolean(configuration.image))
}

/** Undefined: an image that is fetched when it is deployed. */
function sourceOf(host: Host, instance: ServiceInstance): Snapshot | undefined {
  const { image } = instance.configuration
  if (image && !image.startsWith('local/')) return undefined
  if (image) {
    const snapshot = host.state.snapshots.get(image.replace(/^local\//, ''))
    if (snapshot === undefined) throw new Refusal(`Image not found: the embedded platform holds no ${image}`)
    return snapshot
  }
  const uploaded = (one: Deployment) => one.instanceId === instance.id && !isOfRegistry(one)
  return snapshotOf(host, host.state.deployments.where(uploaded).at(-1))
}

/**
 * Runs a deployment's image again as a new deployment, with the service's current variables. `sameImage` also keeps the
 * commands of that deployment; without it, it is built anew as the service is set now.
 */
export function redeploy(host: Host, deployment: Deployment, sameImage: boolean): Deployment {
  const instance = demandInstance(host, deployment)
  const { buildCommand, startCommand } = deployment.configuration
  const kept = sameImage ? { buildCommand: buildCommand ?? null, startCommand: startCommand ?? null } : {}
  const configuration = { ...instance.configuration, ...kept }
  return beginDeployment(host, instance, { snapshot: snapshotOf(host, deployment), reason: 'redeploy', configuration })
}

/** Runs a deployment again as it was: image, configuration and variables. */
export function rollBack(host: Host, deployment: Deployment): Deployment {
  const { configuration, variables, succeededAt } = deployment
  if (succeededAt === undefined) throw new Refusal('Deployment cannot be rolled back to')
  const snapshot = snapshotOf(host, deployment)
  return beginDeployment(host, demandInstance(host, deployment), {
    snapshot,
    reason: 'rollback',
    configuration,
    ...(host.options.rollbackVariables === 'kept' ? { variables } : {}),
  })
}

function snapshotOf(host: Host, deployment: Deployment | undefined): Snapshot {
  const snapshot = deployment?.snapshotId === undefined ? undefined : host.state.snapshots.get(deployment.snapshotId)
  if (snapshot === undefined) throw new Refusal('Cannot redeploy without a snapshot')
  return snapshot
}

function demandInstance(host: Host, deployment: Deployment): ServiceInstance {
  const instance = instanceOf(host, deployment)
  if (instance === undefined) throw new Refusal('ServiceInstance not found')
  return instance
}

/** Takes a deployment off its way. Refused once it serves or has ended. */
export async function cancel(host: Host, deployment: Deployment): Promise<void> {
  if (!isMoving(deployment)) throw new Refusal('Deployment cannot be cancelled')
  await takeOff(host, deployment.id, 'removed')
  if (deploymentOf(host, deployment.id).status === 'SUCCESS') throw new Refusal('Deployment cannot be cancelled')
}

/** Takes a deployment out of traffic and ends it, in the background; harmless where it has ended. */
export function remove(host: Host, deployment: Deployment): void {
  const done = isMoving(deployment)
    ? takeOff(host, deployment.id, 'removed')
    : deployment.status === 'SUCCESS' || deployment.status === 'CRASHED'
      ? endDeployment(host, deployment.id)
      : Promise.resolve()
  done.catch((error: unknown) => host.note(`deployment ${deployment.id} could not be removed: ${String(error)}`))
}

/** Ends a serving deployment's process; its record stays, and restarting it brings it back. */
export async function stop(host: Host, deployment: Deployment): Promise<void> {
  const unit = host.units.get(deployment.id)
  if (deployment.status !== 'SUCCESS' || unit === undefined) throw new Refusal('Deployment cannot be stopped')
  unit.listening = false
  await settleRoute(host, deployment.instanceId)
  await unit.end(drainingOf(deployment))
  host.units.delete(deployment.id)
  change(host, deployment.id, { replicaStatus: 'STOPPED' })
  await settleRoute(host, deployment.instanceId)
}

/** Starts a deployment's process again, in its place, without a new deployment. */
export async function restart(host: Host, deployment: Deployment): Promise<void> {
  const mayRun = (deployment.status === 'SUCCESS' || deployment.status === 'CRASHED') && !isScheduled(deployment)
  if (!mayRun || instanceOf(host, deployment)?.active !== deployment.id) {
    throw new Refusal('Deployment cannot be restarted')
  }
  buildLine(host, deployment.id, 'Restarted on request')
  const unit = host.units.get(deployment.id)
  change(host, deployment.id, { status: 'SUCCESS', replicaStatus: 'RESTARTING', restarts: 0 })
  if (unit === undefined) unitFor(host, deployment.id)
  else await unit.restart(drainingOf(deployment))
}

function drainingOf({ configuration, variables }: Deployment): number {
  return effective(configuration, variables).drainingMs
}
