import type { Variables } from '@kickai/release'
import type { RailwayClient } from '../client/client.ts'
import { variablesOf } from '../operations/variables.ts'
import type { RailwayPlace } from './targets.ts'

/** Variables that begin like the platform's own, and which users set to tell it something. */
const setByUsers = new Set([
  'RAILWAY_DEPLOYMENT_OVERLAP_SECONDS',
  'RAILWAY_DEPLOYMENT_DRAINING_SECONDS',
  'RAILWAY_HEALTHCHECK_TIMEOUT_SEC',
  'RAILWAY_DOCKERFILE_PATH',
  'RAILWAY_RUN_UID',
  'RAILWAY_SHM_SIZE_BYTES',
])

/** Whether a variable is the platform's own, which nobody sets and no release may count. */
function isPlatformVariable(name: string): boolean {
  return name.startsWith('RAILWAY_') && !setByUsers.has(name)
}

/** A service's variables as they were written (references not filled in), without the platform's own and sealed ones. */
export async function readVariables(client: RailwayClient, place: RailwayPlace): Promise<Variables> {
  const { projectId, environmentId, serviceId } = place
  const { variables } = await client.request(variablesOf, { projectId, environmentId, serviceId, unrendered: true })
  return new Map(
    Object.entries(variables)
      .filter(([name]) => !isPlatformVariable(name))
      .map(([name, value]) => [name, value ?? '']),
  )
}
