import type { Hook, PlannedSetting, Secrets } from '@kickai/release'
import type { Configuration, ConfiguredEnvironment } from '../config/configuration.ts'
import { registryReferences } from '../connection/registry.ts'
import { referencesIn } from './secrets.ts'
import { ownSettings } from './settings.ts'

/**
 * Every reference to a secret that the configuration names, of all environments. What only the functions under `local`
 * give is not among them.
 */
export function declaredReferences(configuration: Configuration): string[] {
  const { environments, journal } = configuration
  const found = environments.flatMap((environment) => [
    ...(environment.railway ? [environment.railway.token] : []),
    ...[...ownSettings(environment).values()].flatMap(secretsIn),
    ...aroundReferences(environment),
  ])
  const registry = registryReferences(configuration).map(({ reference }) => reference)
  return [...new Set([...(journal === undefined ? [] : [journal]), ...registry, ...found])]
}

/** Those that an environment's hooks and notices need. */
export function aroundReferences({ around }: Pick<ConfiguredEnvironment, 'around'>): string[] {
  const { hooks = {}, destinations = [] } = around ?? {}
  const planned = Object.values<readonly Hook[]>(hooks).flat()
  return [
    ...planned.flatMap(({ variables }) => secretsIn(variables)),
    ...destinations.flatMap(({ address, key }) => (key === undefined ? [address] : [address, key])),
  ]
}

function secretsIn(settings: readonly PlannedSetting[]): string[] {
  return referencesIn(settings, '').map(({ reference }) => reference)
}

/** What is behind references. One that leads nowhere, or to something that cannot be read here, gives nothing away. */
export async function valuesBehind(references: readonly string[], secrets: Secrets): Promise<string[]> {
  const values = await Promise.allSettled(references.map((reference) => secrets.resolve(reference)))
  return values.flatMap((each) => (each.status === 'fulfilled' && each.value !== undefined ? [each.value] : []))
}

/** Variables without the secrets that `references` name, under whatever name these are handed on. */
export function withoutSecrets(
  variables: NodeJS.ProcessEnv,
  references: readonly string[],
  values: readonly string[],
): NodeJS.ProcessEnv {
  const names = new Set(references.flatMap((reference) => /^env:(.+)$/.exec(reference)?.[1] ?? []))
  const secret = new Set(values)
  return Object.fromEntries(
    Object.entries(variables).filter(([name, value]) => !names.has(name) && !secret.has(value ?? '')),
  )
}
