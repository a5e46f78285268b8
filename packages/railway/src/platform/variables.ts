import type { HeldSettings, Variables } from '@kickai/release'
import type { RailwayClient } from '../client/client.ts'
import { sealedVariables } from '../operations/environment.ts'
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
export function isPlatformVariable(name: string): boolean {
  return name.startsWith('RAILWAY_') && !setByUsers.has(name)
}

/** Whether a value refers to another variable, so that Railway gives a process what that one holds. */
export function holdsReference(value: string): boolean {
  return /\$\{\{[^}]*\}\}/.test(value)
}

/** A service's settings, with the names of those that Railway does not give out. */
export async function readSettings(client: RailwayClient, place: RailwayPlace): Promise<HeldSettings> {
  const [variables, sealed] = await Promise.all([readVariables(client, place), readSealedNames(client, place)])
  return { variables, sealed: [...sealed].filter((name) => !variables.has(name)) }
}

/** A sealed variable is there without being shown, so its name is looked up in the environment's configuration. */
export async function readSealedNames(client: RailwayClient, place: RailwayPlace): Promise<ReadonlySet<string>> {
  const { projectId, environmentId, serviceId } = place
  const { environment } = await client.request(sealedVariables, { id: environmentId, projectId })
  const declared = environment.config.services?.[serviceId]?.variables ?? {}
  return new Set(Object.keys(declared).filter((name) => declared[name]?.isSealed === true))
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
