import { setTimeout as delay } from 'node:timers/promises'
import { sentenceOf } from '../errors.ts'
import type { Host } from '../supervisor/host.ts'
import { effective } from './effective.ts'
import { pruneImages } from './images.ts'
import { change, closeStep, deploymentOf, openStep } from './records.ts'
import { settleRoute } from './routes.ts'
import { clearAway } from './units.ts'

/** Ends a deployment that a newer one replaced: after the overlap, with its draining time. In the background. */
export function retire(host: Host, id: string): void {
  void (async () => {
    const { retireAt = 0 } = deploymentOf(host, id)
    await delay(Math.max(0, retireAt - Date.now()))
    const now = host.state.deployments.get(id)
    // Without that time, what was to replace it did not come to serve, and it goes on.
    if (host.stopping || now?.status !== 'SUCCESS' || now.retireAt === undefined) return
    await endDeployment(host, id)
  })().catch((error: unknown) => host.note(`deployment ${id} could not be ended: ${sentenceOf(error)}`))
}

/**
 * Takes a deployment out of traffic, ends its process within its draining time and records it as REMOVED. Goes on
 * where a killed supervisor stopped: the draining time runs from when it was first told to end.
 */
export async function endDeployment(host: Host, id: string): Promise<void> {
  const { configuration, variables, killAt: before, replacedBy, instanceId } = deploymentOf(host, id)
  const { drainingMs } = effective(configuration, variables)
  const killAt = before ?? Date.now() + drainingMs
  if (replacedBy !== undefined && host.state.deployments.get(replacedBy)) openStep(host, replacedBy, 'DRAIN_INSTANCES')
  change(host, id, { status: 'REMOVING', replicaStatus: 'REMOVING', killAt })
  await settleRoute(host, instanceId)
  await clearAway(host, id, Math.max(0, killAt - Date.now()))
  if (host.stopping || host.state.deployments.get(id) === undefined) return
  change(host, id, { status: 'REMOVED', replicaStatus: 'REMOVED' })
  if (replacedBy !== undefined && host.state.deployments.get(replacedBy)) {
    closeStep(host, replacedBy, 'DRAIN_INSTANCES', { detail: `deployment ${id}` })
  }
  await pruneImages(host)
}
