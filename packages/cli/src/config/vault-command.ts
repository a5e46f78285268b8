import type { Problem } from '../error/command-error.ts'
import { referencesWithin } from '../secrecy/references.ts'
import type { Vault } from './secret-config.ts'

/** How secrets are fetched by a command. */
export interface VaultCommand {
  readonly words: readonly string[]
  /** Milliseconds until it is ended. */
  readonly limitMs: number
}

/** What a reference asks a vault for. */
interface VaultReference {
  readonly name: string
  readonly version?: string
}

const defaultSeconds = 10
const versionPlace = /\{version(?:\|([^{}]*))?\}/g

/** The vault of a configuration with nothing left open. */
export function vaultCommand({ command, deadlineSeconds = defaultSeconds }: Vault): VaultCommand {
  return { words: command, limitMs: deadlineSeconds * 1000 }
}

/** The command for one reference: program and arguments, with what is asked for put in. Pure. */
export function commandFor({ words }: Pick<VaultCommand, 'words'>, reference: string): readonly string[] {
  const { name, version } = asked(reference)
  return words.flatMap((word) => {
    const isOpen = [...word.matchAll(versionPlace)].some(([, otherwise]) => (version ?? otherwise) === undefined)
    if (isOpen) return []
    return [
      word
        .replace(versionPlace, (_, otherwise: string | undefined) => version ?? otherwise ?? '')
        .replaceAll('{name}', () => name),
    ]
  })
}

function asked(reference: string): VaultReference {
  const [name = '', version] = reference.replace(/^vault:/, '').split('@')
  return { name, ...(version !== undefined && { version }) }
}

/** What of a configuration's references to its vault cannot be followed. */
export function vaultProblems(config: {
  readonly vault?: { readonly command: readonly string[] } | undefined
}): Problem[] {
  const { vault, ...rest } = config
  const references = referencesWithin(rest).filter((reference) => reference.startsWith('vault:'))
  const say = (path: string, sentence: string): Problem[] => [{ path, sentence }]
  const [first] = references
  if (vault === undefined)
    return first === undefined ? [] : say('vault', `it is missing, and ${first} leads to it; name its command`)
  const all = vault.command.join(' ')
  const versioned = references.find((reference) => reference.includes('@'))
  return [
    ...(all.includes('{name}')
      ? []
      : say('vault.command', '{name} is missing in it, so it could only fetch one secret')),
    ...(versioned === undefined || all.search(versionPlace) >= 0
      ? []
      : say('vault.command', `{version} is missing in it, and ${versioned} names one`)),
  ]
}
