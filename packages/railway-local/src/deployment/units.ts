import { rm } from 'node:fs/promises'
import { removeContainer } from '../container/program.ts'
import { endFollowing } from '../logs/deployment-log.ts'
import { endProcess } from '../process/end.ts'
import { adopt } from '../process/launch.ts'
import { type Host, places } from '../supervisor/host.ts'
import { endExecution } from './executions.ts'
import { change, deploymentOf } from './records.ts'
import { settleRoute } from './routes.ts'
import { endLostCommand } from './run-command.ts'
import { inContainer } from './start.ts'
import { Unit } from './unit.ts'

/** The unit of a deployment; made, and its process found or started, where there is none. */
export function unitFor(host: Host, id: string): Unit {
  const there = host.units.get(id)
  if (there !== undefined) return there
  const unit = new Unit(host, id, () => followRoute(host, id))
  host.units.set(id, unit)
  void unit.settled.then(() => noticeRest(host, id))
  return unit
}

/** Ends whatever runs for a deployment and clears away its own copy of the image. Its logs stay. */
export async function clearAway(host: Host, id: string, drainingMs: number): Promise<void> {
  await endExecution(host, id, drainingMs)
  const unit = host.units.get(id)
  if (unit === undefined) {
    const left = adopt(places.launchRecord(host, id))
    if (left !== undefined) await endProcess(left, drainingMs)
    endFollowing(host, id)
  } else {
    await unit.end(drainingMs)
    host.units.delete(id)
  }
  await endLostCommand(host, id)
  const deployment = host.state.deployments.get(id)
  if (deployment !== undefined && inContainer(deployment)) await removeContainer(id)
  await rm(places.deployment(host, id), { recursive: true, force: true })
}

/**
 * Records what a process that came to its rest by itself makes of a deployment that serves. Before it serves, its
 * pipeline sees to that, and calls this once it does.
 */
export function noticeRest(host: Host, id: string): void {
  const how = host.units.get(id)?.rest?.how
  if (how === undefined || how === 'ended' || host.stopping || deploymentOf(host, id).status !== 'SUCCESS') return
  if (how === 'completed') change(host, id, { replicaStatus: 'EXITED' })
  else change(host, id, { status: 'CRASHED', replicaStatus: 'CRASHED' })
  host.units.delete(id)
  followRoute(host, id)
}

function followRoute(host: Host, id: string): void {
  const deployment = host.state.deployments.get(id)
  if (host.stopping || deployment === undefined || deployment.status === 'DEPLOYING') return
  void settleRoute(host, deployment.instanceId)
}
