import { randomUUID } from 'node:crypto'
import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { CommandError } from '../error/command-error.ts'
import { makeFolder } from './workspace.ts'

/** Where a token lies on this machine that an `env:NAME` reference names and `kickai provision` made: `.kickai/tokens/NAME`. */
export function keptTokenFile(root: string, variable: string): string {
  return join(root, '.kickai', 'tokens', variable)
}

/** What is kept for a variable; undefined where nothing is, or where the name is none of a variable. */
export function keptToken(root: string, variable: string): string | undefined {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(variable)) return undefined
  return contentOf(keptTokenFile(root, variable))?.trim()
}

/** Writes a secret for its owner alone, whole or not at all; git is kept from seeing what lies beside it. */
export function writeSecretFile(file: string, value: string): void {
  makeFolder(dirname(file))
  const partial = `${file}.${randomUUID()}.part`
  try {
    writeFileSync(partial, `${value}\n`, { mode: 0o600 })
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new CommandError('workspace-unwritable', `${file} cannot be written.`, { cause: error })
  }
}

/** Keeps git from taking up tokens, also where `.kickai/` is not ignored. */
export function hideTokens(root: string): void {
  const file = keptTokenFile(root, '.gitignore')
  if (!existsSync(file)) writeSecretFile(file, '*')
}

/** Tokens that were asked for and whose values have not arrived, by name; written down before each is asked for. */
export interface PendingTokens {
  names(environment: string): readonly string[]
  add(environment: string, name: string): void
  remove(environment: string, name: string): void
  /** The value of one has arrived; what became of the others no longer matters, since nobody holds them. */
  clear(environment: string): void
}

export function pendingTokens(root: string): PendingTokens {
  const fileOf = (environment: string) => keptTokenFile(root, `${environment}.pending`)
  const names = (environment: string) =>
    (contentOf(fileOf(environment)) ?? '').split('\n').filter((name) => name !== '')
  const write = (environment: string, all: readonly string[]) => {
    if (all.length === 0) rmSync(fileOf(environment), { force: true })
    else writeSecretFile(fileOf(environment), all.join('\n'))
  }
  return {
    names,
    clear: (environment) => write(environment, []),
    add: (environment, name) => write(environment, [...names(environment), name]),
    remove: (environment, name) =>
      write(
        environment,
        names(environment).filter((each) => each !== name),
      ),
  }
}

function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new CommandError('state-unreadable', `${file} cannot be read.`, { cause: error })
  }
}
