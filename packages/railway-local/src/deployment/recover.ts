import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sentenceOf } from '../errors.ts'
import { sweepMarked } from '../process/end.ts'
import { adopt } from '../process/launch.ts'
import type { Deployment } from '../state/records.ts'
import { type Host, places } from '../supervisor/host.ts'
import { recoverExecution } from './executions.ts'
import { pruneImages } from './images.ts'
import { carry } from './pipeline.ts'
import { change } from './records.ts'
import { endDeployment, retire } from './retire.ts'
import { isActive, isMoving, isScheduled } from './statuses.ts'
import { takeSwitchBack } from './take-switch-back.ts'
import { clearAway, unitFor } from './units.ts'

/**
 * Takes up every deployment where an earlier supervisor left it, before any route is put: what runs is found, what
 * should run and does not is started with the same deployment id, what was on its way goes on, what was being ended is
 * ended.
 */
export function recoverDeployments(host: Host): void {
  // One whose process ended while nobody watched has to be proven anew.
  for (const one of host.state.deployments.where(isMoving)) if (!isFound(host, one)) takeSwitchBack(host, one)
  const all = host.state.deployments.all()
  const lost = all.filter((one) => existsSync(places.deployment(host, one.id)) && !isFound(host, one))
  sweepMarked(new Set(lost.map(({ id }) => `RAILWAY_DEPLOYMENT_ID=${id}`)))
  for (const deployment of all) {
    if (isMoving(deployment)) goOn(host, deployment)
    else if (isScheduled(deployment) && deployment.status === 'SUCCESS') recoverExecution(host, deployment.id)
    else if (isActive(deployment, 'inactive')) resume(host, deployment)
    else if (deployment.status === 'REMOVING') background(host, endDeployment(host, deployment.id))
    if (deployment.status === 'SUCCESS' && deployment.retireAt !== undefined) retire(host, deployment.id)
  }
  background(host, clearLeftovers(host))
}

function isFound(host: Host, deployment: Deployment): boolean {
  return adopt(places.launchRecord(host, deployment.id)) !== undefined
}

/** A process that runs is taken up at once: it may have been given the traffic just before the supervisor was killed. */
function goOn(host: Host, deployment: Deployment): void {
  if (deployment.status === 'DEPLOYING' && isFound(host, deployment)) unitFor(host, deployment.id)
  carry(host, deployment.id)
}

function resume(host: Host, deployment: Deployment): void {
  if (existsSync(places.application(host, deployment.id))) unitFor(host, deployment.id)
  else change(host, deployment.id, { status: 'CRASHED', replicaStatus: 'CRASHED', failure: 'Its files are gone' })
}

/** What a killed supervisor was unpacking or building, and processes and files of deployments that have ended. */
async function clearLeftovers(host: Host): Promise<void> {
  const running = join(host.directory, 'deployments')
  for (const id of existsSync(running) ? await readdir(running) : []) {
    const status = host.state.deployments.get(id)?.status
    if (status === undefined || status === 'FAILED' || status === 'REMOVED') await clearAway(host, id, 0)
  }
  await pruneImages(host)
}

/** Before anything uses it: what lies there was left by a killed supervisor. */
export async function clearIncoming(host: Pick<Host, 'directory'>): Promise<void> {
  await rm(places.incoming(host), { recursive: true, force: true })
}

function background(host: Host, work: Promise<void>): void {
  work.catch((error: unknown) => host.note(sentenceOf(error)))
}
