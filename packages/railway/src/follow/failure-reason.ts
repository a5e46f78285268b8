import { RailwayError } from '../errors/railway-error.ts'
import { type DeploymentFields, deploymentSteps } from '../operations/deployment.ts'
import { meaningOf } from '../statuses.ts'
import type { Surroundings } from './surroundings.ts'

const mostSteps = 100

/**
 * Why a deployment failed, from its steps; undefined where it did not fail or nothing says why. Not being able to ask
 * is noted and costs the reason alone.
 */
export async function failureReason(
  { client, connection, note }: Omit<Surroundings, 'pace'>,
  fields: DeploymentFields,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (meaningOf(fields.status).phase !== 'failed') return undefined
  try {
    const { deploymentEvents } = await client.request(
      deploymentSteps,
      { id: fields.id, first: mostSteps },
      signal === undefined ? {} : { signal },
    )
    const scrub = connection.scrub()
    const told = deploymentEvents.findLast(({ payload }) => payload?.error)
    if (told?.payload?.error) return scrub(`${told.step}: ${told.payload.error}`)
    const hinted = deploymentEvents.findLast(({ payload }) => payload?.reason)
    return hinted?.payload?.reason ? scrub(`${hinted.step}: ${hinted.payload.reason}`) : undefined
  } catch (error) {
    if (!(error instanceof RailwayError)) throw error
    note(`Why deployment ${fields.id} failed could not be asked. ${error.message}`)
    return undefined
  }
}
