import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PlannedSetting, Secrets } from '@kickai/release'
import type { VaultCommand } from '../config/vault-command.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError, type Problem } from '../error/command-error.ts'
import { keptToken } from '../workspace/kept-tokens.ts'
import { fetchFromVault } from './vault.ts'

/** Where references to secrets lead. */
export interface SecretSources {
  /** For `env:NAME`; where it is not set there, for what `kickai provision` kept under that name on this machine. */
  readonly environment: NodeJS.ProcessEnv
  /** For `file:PATH`, which is relative to the repository's root. */
  readonly root: string
  /** For `local:NAME`; asked only when such a reference is met. */
  readonly local?: () => { readonly [name: string]: string }
  /** For `vault:NAME`; the same one is asked for the same thing once. */
  readonly vault?: VaultCommand | undefined
  /** Hears of every value that was fetched. */
  readonly onValue?: ((value: string) => void) | undefined
}

/** Fetches secrets by reference. An empty value counts as none. */
export function openSecrets(sources: SecretSources): Secrets {
  return {
    async resolve(reference) {
      const value = (await lookUp(reference, sources)) || undefined
      if (value !== undefined) sources.onValue?.(value)
      return value
    },
  }
}

/** Those of a project. Every value that is fetched is kept out of all that its command says. */
export function secretsOf(
  { configuration, variables, secrecy }: Pick<Project, 'configuration' | 'variables' | 'secrecy'>,
  more: Pick<SecretSources, 'local'> = {},
): Secrets {
  const { root, vault } = configuration
  return openSecrets({ environment: variables, root, vault, onValue: (value) => secrecy?.keep([value]), ...more })
}

/** What vaults gave, so that a release has one value of a secret from its preflight to its end, also where the vault goes away. */
const fetched = new WeakMap<VaultCommand, Map<string, Promise<string>>>()

function fromVault(reference: string, { vault, root, environment }: SecretSources): Promise<string> {
  if (vault === undefined)
    throw new CommandError('secret-unavailable', `${reference} cannot be had: the configuration names no vault.`)
  const known = fetched.get(vault) ?? new Map<string, Promise<string>>()
  fetched.set(vault, known)
  const there = known.get(reference)
  if (there !== undefined) return there
  const fetching = fetchFromVault(vault, reference, { root, environment })
  known.set(reference, fetching)
  // One that failed is asked again.
  fetching.catch(() => known.delete(reference))
  return fetching
}

async function lookUp(reference: string, sources: SecretSources): Promise<string | undefined> {
  const [kind, ...rest] = reference.split(':')
  const name = rest.join(':')
  switch (kind) {
    case 'env':
      return sources.environment[name] || keptToken(sources.root, name)
    case 'file':
      return await contentOf(resolve(sources.root, name))
    case 'vault':
      return await fromVault(reference, sources)
    case 'local':
      return sources.local?.()[name]
    default:
      return undefined
  }
}

/** The values behind references, without those that have none; that a vault gives one to nobody is for others to find. */
export async function valuesOf(secrets: Secrets, references: Iterable<string>): Promise<string[]> {
  const values = await Promise.all(
    [...new Set(references)].map((reference) => secrets.resolve(reference).catch(unlessUnavailable)),
  )
  return values.filter((value) => value !== undefined)
}

/** A reference without a value, by `code`: because there is none, or because the vault did not give it. */
export interface ValueProblem extends Problem {
  readonly code: 'secret-missing' | 'secret-unavailable'
}

/** Every reference that leads nowhere. */
export async function withoutValue(
  secrets: Secrets,
  wanted: readonly { readonly path: string; readonly reference: string }[],
): Promise<ValueProblem[]> {
  const found = await Promise.all(
    wanted.map(async ({ path, reference }): Promise<ValueProblem[]> => {
      try {
        if ((await secrets.resolve(reference)) !== undefined) return []
        return [{ code: 'secret-missing', path, sentence: `${reference} has no value` }]
      } catch (error) {
        if (!(error instanceof CommandError) || error.code !== 'secret-unavailable') throw error
        return [{ code: 'secret-unavailable', path, sentence: error.message.replace(/\.$/, '') }]
      }
    }),
  )
  return found.flat()
}

/** Refuses with `secret-missing`, naming every reference that leads nowhere. */
export async function demandSecrets(
  secrets: Secrets,
  wanted: readonly { readonly path: string; readonly reference: string }[],
): Promise<void> {
  const problems = await withoutValue(secrets, wanted)
  if (problems.length === 0) return
  const code = problems.every((problem) => problem.code === 'secret-unavailable')
    ? 'secret-unavailable'
    : 'secret-missing'
  throw new CommandError(
    code,
    `${problems.length === 1 ? '1 secret has' : `${problems.length} secrets have`} no value.`,
    { problems: problems.map(({ path, sentence }) => ({ path, sentence })) },
  )
}

/** The references among settings, with the place that names them. */
export function referencesIn(settings: readonly PlannedSetting[], path: string): { path: string; reference: string }[] {
  return settings.flatMap((setting) =>
    'secret' in setting ? [{ path: `${path}.${setting.name}`, reference: setting.secret }] : [],
  )
}

/** A secret's file without the line break that editors put at its end; undefined where there is no file. */
async function contentOf(file: string): Promise<string | undefined> {
  try {
    return (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CommandError('secret-missing', `The secret in ${file} cannot be read.`, { cause: error })
  }
}

/** Nothing, where a vault gave nothing; any other error is thrown on. */
export function unlessUnavailable(error: unknown): undefined {
  if (error instanceof CommandError && error.code === 'secret-unavailable') return undefined
  throw error
}
