import type { Execution } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { executionList } from '../operations/executions.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import type { RailwayPlace } from './targets.ts'

/** A release looks at its own time only. */
const mostExecutions = 100

/**
 * What an instance's statuses mean for a run of a scheduled command, one by one; concluded from their names. Railway says no exit code,
 * so that a run failed is known by CRASHED alone.
 */
const outcomes: { readonly [status: string]: Execution['outcome'] } = {
  CREATED: 'running',
  INITIALIZING: 'running',
  RUNNING: 'running',
  RESTARTING: 'running',
  EXITED: 'done',
  CRASHED: 'failed',
  SKIPPED: 'skipped',
  STOPPED: 'unknown',
  REMOVING: 'unknown',
  REMOVED: 'unknown',
}

/**
 * The runs of a scheduled deployment's command among the service's 100 newest, newest first. Undefined where Railway does
 * not answer or its answer cannot be understood, which is noted.
 */
export async function readExecutions(
  { client, note }: PlatformSurroundings,
  { environmentId, serviceId }: RailwayPlace,
  deployment: string,
): Promise<Execution[] | undefined> {
  const variables = { input: { environmentId, serviceId }, first: mostExecutions }
  try {
    const { deploymentInstanceExecutions } = await client.request(executionList, variables)
    return deploymentInstanceExecutions
      .filter(({ deploymentId }) => deploymentId === deployment)
      .map(({ id, createdAt, status }) => ({ id, at: createdAt, outcome: outcomes[status] ?? 'unknown' }))
      .sort((left, right) => right.at - left.at)
  } catch (error) {
    if (!(error instanceof RailwayError)) throw error
    note(`How the runs of deployment ${deployment} ended could not be read. ${error.message}`)
    return undefined
  }
}
