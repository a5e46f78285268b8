import { sentenceOf } from '../errors.ts'
import type { RouteWish, Upstream } from '../router/contract.ts'
import type { Options } from '../state/options.ts'
import type { Deployment, ServiceInstance } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { isMoving, isScheduled } from './statuses.ts'

/** A deployment that has a process which takes requests. */
export type Listening = (deployment: string) => boolean

/**
 * Where an address leads, from what is recorded and which processes listen. While a deployment and the one that it
 * replaced both run, `overlapRouting` says who gets the requests.
 */
export function wishFor(
  instance: ServiceInstance,
  deployments: readonly Deployment[],
  isListening: Listening,
  overlapRouting: Options['overlapRouting'],
): RouteWish {
  const active = deployments.find((deployment) => deployment.id === instance.active)
  const serving = active !== undefined && isListening(active.id) ? [active] : []
  const overlapping = deployments.filter(
    (deployment) => deployment.status === 'SUCCESS' && deployment.retireAt !== undefined && isListening(deployment.id),
  )
  const chosen = {
    new: serving,
    old: overlapping.length > 0 ? overlapping : serving,
    mixed: [...serving, ...overlapping],
  }[overlapRouting]
  if (chosen.length > 0) return { port: instance.port, upstreams: chosen.map(upstream) }
  return { port: instance.port, upstreams: [], fallbackReason: reason(active, deployments) }
}

function upstream({ id, port }: Deployment): Upstream {
  return { deployment: id, port, weight: 1 }
}

function reason(active: Deployment | undefined, deployments: readonly Deployment[]): string {
  if (active === undefined) {
    return deployments.some(isMoving) ? 'the first deployment is on its way' : 'nothing is deployed'
  }
  if (active.status === 'CRASHED') return 'the deployment has crashed'
  if (active.status === 'FAILED') return 'the deployment has failed'
  if (active.status === 'REMOVING' || active.status === 'REMOVED') return 'the deployment was removed'
  if (active.replicaStatus === 'STOPPED') return 'the deployment was stopped'
  if (isScheduled(active)) return 'the service is run by a schedule'
  if (active.replicaStatus === 'EXITED') return 'the deployment has completed'
  return 'the deployment is starting again'
}

/** Records the port that an address really got. */
export function placed(host: Host, instanceId: string, port: number): void {
  const instance = host.state.instances.get(instanceId)
  if (instance !== undefined && instance.port !== port) host.state.instances.put({ ...instance, port })
}

/** Makes an address lead where it should now, where nothing depends on it: a router that cannot be reached gets all routes when it is back. */
export async function settleRoute(host: Host, instanceId: string): Promise<void> {
  try {
    await host.router.put(instanceId)
  } catch (error) {
    host.note(`the route of ${instanceId} could not be put: ${sentenceOf(error)}`)
  }
}

/** Where an address leads as things are now; undefined where it is there no more. */
export function wishOf(host: Host, instanceId: string): RouteWish | undefined {
  const instance = host.state.instances.get(instanceId)
  if (instance === undefined) return undefined
  const deployments = host.state.deployments.where(
    (deployment) =>
      deployment.id === instance.active ||
      (deployment.instanceId === instance.id && (isMoving(deployment) || deployment.status === 'SUCCESS')),
  )
  const isListening: Listening = (id) => host.units.get(id)?.listening === true
  return wishFor(instance, deployments, isListening, host.options.overlapRouting)
}
