import type { Configuration } from '../config/configuration.ts'

/** The secrets that the registry of artifacts needs, with the place that names them. */
export function registryReferences({ artifacts }: Pick<Configuration, 'artifacts'>): {
  path: string
  reference: string
}[] {
  const { user, password, token } = artifacts.registry ?? {}
  const named = { user: user !== undefined && isReference(user) ? user : undefined, password, token }
  return Object.entries(named).flatMap(([name, reference]) =>
    reference === undefined ? [] : [{ path: `artifacts.${name}`, reference }],
  )
}

/** A user's name is no secret and may stand there as it is. */
export function isReference(user: string): boolean {
  return /^(env|file):/.test(user)
}
