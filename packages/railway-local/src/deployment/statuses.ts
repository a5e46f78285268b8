import type { Options } from '../state/options.ts'
import type { Deployment, DeploymentStatus } from '../state/records.ts'

const moving: ReadonlySet<DeploymentStatus> = new Set(['QUEUED', 'INITIALIZING', 'BUILDING', 'DEPLOYING'])
const ended: ReadonlySet<DeploymentStatus> = new Set(['FAILED', 'CRASHED', 'REMOVED', 'SKIPPED'])
const idle: ReadonlySet<string> = new Set(['CRASHED', 'EXITED', 'STOPPED', 'REMOVED'])

/** On its way to serving. */
export function isMoving(deployment: Deployment): boolean {
  return moving.has(deployment.status)
}

/** Nothing will happen to it any more unless somebody asks. */
export function hasEnded(deployment: Deployment): boolean {
  return ended.has(deployment.status)
}

/** Its command is run by a schedule. */
export function isScheduled({ configuration }: Pick<Deployment, 'configuration'>): boolean {
  return Boolean(configuration.cronSchedule)
}

/**
 * Its process runs or is being started again, and the platform counts it as deployed. What it makes of one that waits for
 * its next run is an option.
 */
export function isActive(deployment: Deployment, betweenRuns: Options['cronBetweenRuns']): boolean {
  const waits = isScheduled(deployment) && betweenRuns === 'active'
  return deployment.status === 'SUCCESS' && (waits || !idle.has(deployment.replicaStatus))
}

/** All its processes have stopped, although its status may still read well. */
export function isStopped(deployment: Deployment): boolean {
  return !isMoving(deployment) && idle.has(deployment.replicaStatus)
}
