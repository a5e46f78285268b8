import { Secret } from '@kickai/railway'
import { type Artifacts, type RegistryCredentials, registryArtifacts, type Secrets } from '@kickai/release'
import type { Configuration, ConfiguredRegistry } from '../config/configuration.ts'
import { version } from '../program/version.ts'
import { isReference } from './registry.ts'

/** The registry that the configuration names, with its secrets, which must have values; asks nobody yet. */
export async function openRegistry(
  { artifacts }: Pick<Configuration, 'artifacts'>,
  secrets: Secrets,
): Promise<Artifacts | undefined> {
  const { registry } = artifacts
  if (registry === undefined) return undefined
  const credentials = await registryCredentials(registry, secrets)
  return registryArtifacts(registry.place, { credentials, agent: `kickai ${version}` })
}

/** Who is told to the registry of the configuration; what it names must have values. */
export async function registryCredentials(
  { user, password, token }: ConfiguredRegistry,
  secrets: Secrets,
): Promise<RegistryCredentials> {
  const hidden = async (reference: string) => new Secret((await secrets.resolve(reference)) ?? '')
  if (token !== undefined) return { kind: 'token', token: await hidden(token) }
  if (user === undefined || password === undefined) return { kind: 'nobody' }
  const name = isReference(user) ? ((await secrets.resolve(user)) ?? '') : user
  return { kind: 'password', user: name, password: await hidden(password) }
}
