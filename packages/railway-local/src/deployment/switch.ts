import { buildLine } from '../logs/deployment-log.ts'
import type { RouteSet } from '../router/contract.ts'
import type { Host } from '../supervisor/host.ts'
import { effective } from './effective.ts'
import { DeploymentFailure } from './ended.ts'
import type { Outcome } from './prove.ts'
import { change, closeStep, deploymentOf, openStep } from './records.ts'
import { retire } from './retire.ts'
import { clearAway, noticeRest } from './units.ts'

/**
 * Gives a proven deployment the traffic and records it as serving; those it replaces are to end after the overlap.
 * What is recorded comes first: a router that is started again meanwhile follows it.
 */
export async function switchTo(host: Host, id: string, outcome: Outcome | undefined): Promise<void> {
  const { instanceId, configuration, variables } = deploymentOf(host, id)
  const instance = host.state.instances.get(instanceId)
  if (instance === undefined) return
  openStep(host, id, 'CONFIGURE_NETWORK')
  const retireAt = Date.now() + effective(configuration, variables).overlapMs
  const replaced = host.state.deployments.where(
    (other) =>
      other.instanceId === instanceId && other.id !== id && other.status === 'SUCCESS' && other.retireAt === undefined,
  )
  host.state.transaction(() => {
    host.state.instances.put({ ...instance, active: id })
    for (const old of replaced) host.state.deployments.put({ ...old, retireAt, replacedBy: id })
  })
  let route: RouteSet | undefined
  const commanded = performance.now()
  try {
    route = await host.router.put(instanceId)
  } catch (error) {
    host.state.transaction(() => {
      host.state.instances.put(instance)
      for (const old of replaced) host.state.deployments.put(old)
    })
    throw new DeploymentFailure('The router did not take the new deployment', { cause: error })
  }
  const confirmedMs = performance.now() - commanded
  const detail = `switched in ${(route?.tookMs ?? 0).toFixed(2)} ms, confirmed after ${confirmedMs.toFixed(2)} ms`
  closeStep(host, id, 'CONFIGURE_NETWORK', { durationMs: Math.round(route?.tookMs ?? 0), detail })
  const schedule = outcome === 'scheduled' ? `; its command is run at ${configuration.cronSchedule} UTC` : ''
  buildLine(host, id, `Serving${schedule}; ${detail}`)
  const replicaStatus = outcome === 'running' ? 'RUNNING' : 'EXITED'
  change(host, id, { status: 'SUCCESS', replicaStatus, restarts: 0, succeededAt: Date.now() })
  noticeRest(host, id)
  for (const old of replaced) retire(host, old.id)
  // One that crashed stays on record as it ended; only its files go, since nobody will start it in its place again.
  const crashed = host.state.deployments.where((other) => other.instanceId === instanceId && other.status === 'CRASHED')
  for (const old of crashed) if (old.id !== id) await clearAway(host, old.id, 0)
}
