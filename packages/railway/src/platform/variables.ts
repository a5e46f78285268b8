import type { HeldSettings, Variables } from '@kickai/release'
import type { RailwayClient } from '../client/client.ts'
import { sealedVariables } from '../operations/environment.ts'
import { variablesOf } from '../operations/variables.ts'
import { isPlatformVariable } from './platform-variable.ts'
import type { RailwayPlace } from './targets.ts'

/** Whether a value refers to another variable, so that Railway gives a process what that one holds. */
export function holdsReference(value: string): boolean {
  return /\$\{\{[^}]*\}\}/.test(value)
}

/** A service's settings, with the names of those that Railway does not give out. */
export async function readSettings(client: RailwayClient, place: RailwayPlace): Promise<HeldSettings> {
  const [{ variables, withheld }, sealed] = await Promise.all([readHeld(client, place), readSealedNames(client, place)])
  const names = new Set([...sealed, ...withheld])
  return { variables, sealed: [...names].filter((name) => !variables.has(name)) }
}

/** A sealed variable is there without being shown, so its name is looked up in the environment's configuration. */
export async function readSealedNames(client: RailwayClient, place: RailwayPlace): Promise<ReadonlySet<string>> {
  const { projectId, environmentId, serviceId } = place
  const { environment } = await client.request(sealedVariables, { id: environmentId, projectId })
  const declared = environment.config.services?.[serviceId]?.variables ?? {}
  return new Set(Object.keys(declared).filter((name) => declared[name]?.isSealed === true))
}

/** What Railway tells of a service's variables: values as they were written, and names that come without one. */
interface HeldVariables {
  readonly variables: Variables
  readonly withheld: readonly string[]
}

/** A service's variables (references not filled in), without the platform's own. Sealed ones are left out or have no value. */
export async function readHeld(client: RailwayClient, place: RailwayPlace): Promise<HeldVariables> {
  const { projectId, environmentId, serviceId } = place
  const { variables } = await client.request(variablesOf, { projectId, environmentId, serviceId, unrendered: true })
  const own = Object.entries(variables).filter(([name]) => !isPlatformVariable(name))
  return {
    variables: new Map(own.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]))),
    withheld: own.flatMap(([name, value]) => (value === null ? [name] : [])),
  }
}
