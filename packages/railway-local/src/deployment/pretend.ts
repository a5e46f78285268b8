import { randomUUID } from 'node:crypto'
import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { deploymentOf } from './records.ts'

/** The answer to running a deployment again, without anything being done: true, or a deployment that is not there. */
export function pretended(host: Host, operation: string, id: string): true | Deployment {
  if (operation !== 'deploymentRedeploy') return true
  const now = Date.now()
  return { ...deploymentOf(host, id), id: randomUUID(), status: 'INITIALIZING', createdAt: now, statusUpdatedAt: now }
}

/** Takes a deployment's image away, so that it can not be run again. What runs goes on: it has its own copy. */
export function imageGone(host: Host, id: string): void {
  const { snapshotId } = deploymentOf(host, id)
  if (snapshotId !== undefined) host.state.snapshots.delete(snapshotId)
}
