import type { Permission } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'
import { deploymentCancel, deploymentRemove } from '../operations/deployment-changes.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { lookAtDeployment } from './view.ts'

/** A deployment may go from moving to serving between the look and the change, and once more at most. */
const mostRounds = 3

/**
 * Ends a deployment: cancels it while it moves or waits, removes it when it serves or has crashed, and does nothing
 * where it has ended or is not known. Where a change is refused because the deployment has moved on, it is looked at
 * again; the same change is never sent twice. With `unlessServing` one that serves, by now or all along, is left alone.
 */
export async function removeDeployment(
  surroundings: PlatformSurroundings,
  id: string,
  unlessServing: boolean,
  permission?: Permission,
): Promise<'ended' | 'serving'> {
  const tried = new Set<'cancel' | 'remove'>()
  let refusal: RailwayError | undefined
  for (let round = 1; round <= mostRounds; round += 1) {
    const record = await lookAtDeployment(surroundings, id)
    if (record === undefined || record.phase === 'without effect' || record.status === 'FAILED') return 'ended'
    if (unlessServing && record.phase === 'serving') return 'serving'
    const change = record.phase === 'serving' || record.phase === 'failed' ? 'remove' : 'cancel'
    if (tried.has(change)) break
    tried.add(change)
    try {
      if (await send(surroundings, change, id, permission)) return 'ended'
      refusal = said(id, change)
    } catch (error) {
      // What may have acted is for the caller to look at; what was refused may only have come too late.
      if (!(error instanceof RailwayError) || !mayHaveComeTooLate(error)) throw error
      refusal = error
    }
  }
  throw refusal ?? said(id, 'remove')
}

async function send(
  surroundings: PlatformSurroundings,
  change: 'cancel' | 'remove',
  id: string,
  permission: Permission | undefined,
): Promise<boolean> {
  const { client } = surroundings
  if (change === 'cancel') return (await client.request(deploymentCancel, { id }, { permission })).deploymentCancel
  return (await client.request(deploymentRemove, { id }, { permission })).deploymentRemove
}

/** An error that the platform itself gave about this deployment, unlike one of the connection or the token. */
function mayHaveComeTooLate(error: RailwayError): boolean {
  return ['railway-error', 'railway-refused', 'railway-not-found', 'railway-deployment-state'].includes(error.code)
}

function said(id: string, change: 'cancel' | 'remove'): RailwayError {
  return new RailwayError({
    code: 'deployment-not-ended',
    message: `Railway did not ${change} deployment ${id}.`,
    wayOut: 'Look at it on Railway and end it there, or try again.',
    acted: 'unknown',
  })
}
