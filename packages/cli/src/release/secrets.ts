import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { PlannedSetting, Secrets } from '@kickai/release'
import { CommandError, type Problem } from '../error/command-error.ts'
import { keptToken } from '../workspace/kept-tokens.ts'

/** Where references to secrets lead. */
export interface SecretSources {
  /** For `env:NAME`; where it is not set there, for what `kickai provision` kept under that name on this machine. */
  readonly environment: NodeJS.ProcessEnv
  /** For `file:PATH`, which is relative to the repository's root. */
  readonly root: string
  /** For `local:NAME`; asked only when such a reference is met. */
  readonly local?: () => { readonly [name: string]: string }
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

async function lookUp(reference: string, sources: SecretSources): Promise<string | undefined> {
  const [kind, ...rest] = reference.split(':')
  const name = rest.join(':')
  switch (kind) {
    case 'env':
      return sources.environment[name] || keptToken(sources.root, name)
    case 'file':
      return await contentOf(resolve(sources.root, name))
    case 'local':
      return sources.local?.()[name]
    default:
      return undefined
  }
}

/** The values behind references, without those that have none. */
export async function valuesOf(secrets: Secrets, references: Iterable<string>): Promise<string[]> {
  const values = await Promise.all([...new Set(references)].map((reference) => secrets.resolve(reference)))
  return values.filter((value) => value !== undefined)
}

/** Every reference that leads nowhere. */
export async function withoutValue(
  secrets: Secrets,
  wanted: readonly { readonly path: string; readonly reference: string }[],
): Promise<Problem[]> {
  const values = await Promise.all(wanted.map(({ reference }) => secrets.resolve(reference)))
  return wanted
    .filter((_, index) => values[index] === undefined)
    .map(({ path, reference }) => ({ path, sentence: `${reference} has no value` }))
}

/** Refuses with `secret-missing`, naming every reference that leads nowhere. */
export async function demandSecrets(
  secrets: Secrets,
  wanted: readonly { readonly path: string; readonly reference: string }[],
): Promise<void> {
  const problems = await withoutValue(secrets, wanted)
  if (problems.length > 0)
    throw new CommandError(
      'secret-missing',
      `${problems.length === 1 ? '1 secret has' : `${problems.length} secrets have`} no value.`,
      { problems },
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
