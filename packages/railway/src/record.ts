import type { DeploymentRecord } from '@kickai/release'
import type { DeploymentFields } from './operations/deployment.ts'
import { meaningOf } from './statuses.ts'

/** An instance that serves was there before it came to this. */
const restarting: ReadonlySet<string> = new Set(['RESTARTING', 'CRASHED'])

/**
 * Railway's fields as the port's record. `failure` is what was found out about a failure beside them.
 *
 * The image is the digest where Railway says it, else its reference. A removed deployment can be restored while
 * Railway keeps its image (`canRollback`); one that serves has its image, so there it is enough that Railway would
 * deploy it again.
 */
export function recordOf(fields: DeploymentFields, failure?: string): DeploymentRecord {
  const { phase } = meaningOf(fields.status)
  const image = fields.meta.imageDigest ?? fields.meta.image
  const message = fields.meta.cliMessage
  const reason = failure ?? fields.meta.skippedReason
  return {
    id: fields.id,
    phase,
    status: fields.status,
    createdAt: fields.createdAt,
    ...(message === undefined ? {} : { message }),
    ...(image === undefined ? {} : { image }),
    ...(reason === undefined ? {} : { failure: reason }),
    restorable: fields.canRollback || (phase === 'serving' && fields.canRedeploy),
    stopped: fields.deploymentStopped,
    restarting: phase === 'serving' && fields.instances.some(({ status }) => restarting.has(status)),
  }
}
