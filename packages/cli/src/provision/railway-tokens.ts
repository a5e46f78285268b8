import { relative, resolve } from 'node:path'
import { createRailwayClient, describeToken, RailwayError, type Secret, Secret as SecretValue } from '@kickai/railway'
import type { Project } from '../connection/connection.ts'
import { tokenName } from '../connection/token-name.ts'
import { version } from '../program/version.ts'
import { secretsOf } from '../release/secrets.ts'
import { hideTokens, keptTokenFile, pendingTokens, writeSecretFile } from '../workspace/kept-tokens.ts'
import type { TokenKeeping, TokenState } from './tokens.ts'

/** Where releases into an environment look for its token: as the configuration says, else a variable of its own. */
export function tokenReferenceOf({ configuration }: Pick<Project, 'configuration'>, environment: string): string {
  const configured = configuration.environments.find(({ name }) => name === environment)
  return configured?.railway?.token ?? `env:${tokenName(environment)}`
}

/** The file that a token made for a reference is written to: the one that it names, else `.kickai/tokens/NAME`. */
function tokenFileOf(root: string, reference: string): string {
  const name = reference.slice(reference.indexOf(':') + 1)
  return reference.startsWith('file:') ? resolve(root, name) : keptTokenFile(root, name)
}

/** Keeps tokens where the configuration's references lead. */
export function railwayTokens(project: Project, endpoint: string | undefined): TokenKeeping {
  const { configuration, variables, secrecy } = project
  const { root } = configuration
  const pending = pendingTokens(root)
  const secrets = secretsOf(project)
  return {
    async state(environment, environmentId) {
      const configured = configuration.environments.find(({ name }) => name === environment)
      if (configured?.railway?.tokenKind === 'account') return { is: 'not wanted' }
      const reference = tokenReferenceOf(project, environment)
      const file = tokenFileOf(root, reference)
      const keptIn = relative(root, file)
      const missing: TokenState = { is: 'missing', reference, keptIn, pending: pending.names(environment) }
      const value = await secrets.resolve(reference)
      if (value === undefined) return missing
      const good = environmentId !== undefined && (await isTokenOf(environmentId, new SecretValue(value), endpoint))
      if (good) return { is: 'good' }
      // What lies in a file of our own and opens nothing is what is left of a place that is gone.
      const own = reference.startsWith('env:') && !variables[reference.slice('env:'.length)]
      return own
        ? missing
        : { is: 'wrong', sentence: `${reference} holds a token that is not one of it; take that one away` }
    },
    begin(environment, name) {
      hideTokens(root)
      pending.add(environment, name)
    },
    keep(environment, _name, token) {
      secrecy?.keep([token.reveal()])
      writeSecretFile(tokenFileOf(root, tokenReferenceOf(project, environment)), token.reveal())
      pending.clear(environment)
    },
    forget: (environment, name) => pending.remove(environment, name),
  }
}

async function isTokenOf(environmentId: string, value: Secret, endpoint: string | undefined): Promise<boolean> {
  const client = createRailwayClient({ version, token: { kind: 'project', value }, ...(endpoint && { endpoint }) })
  try {
    const described = await describeToken(client, 'project')
    return described.kind === 'project' && described.environment.id === environmentId
  } catch (error) {
    if (error instanceof RailwayError && /^railway-not-(authorized|found)$/.test(error.code)) return false
    throw error
  }
}
