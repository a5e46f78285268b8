import { randomUUID } from 'node:crypto'
import type { Deployment } from '../state/records.ts'
import type { Host } from '../supervisor/host.ts'
import { redeploy } from './actions.ts'
import { deploymentOf, instanceOf } from './records.ts'

/** Records a newer deployment of the same service that was passed over, as a push that changes no watched file makes. */
export function skipDeployment(host: Host, beside: Deployment): Deployment {
  const now = Date.now()
  const { snapshotId: _, runsSnapshotId: __, ...place } = beside
  return host.state.deployments.put({
    ...place,
    id: randomUUID(),
    status: 'SKIPPED',
    // Newer for whoever sorts by time.
    createdAt: Math.max(now, beside.createdAt + 1),
    updatedAt: now,
    statusUpdatedAt: now,
    meta: { reason: 'deploy', skippedReason: 'No changes to watched files' },
    replicaId: randomUUID(),
    replicaStatus: 'REMOVED',
  })
}

/** Deploys what serves once more, as somebody with the dashboard may do at any moment. Nothing where nothing serves. */
export function deployActiveAgain(host: Host, beside: Deployment): void {
  const active = instanceOf(host, beside)?.active
  if (active !== undefined) redeploy(host, deploymentOf(host, active), true)
}
