import { existsSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { CommandError } from '../error/command-error.ts'

/** Names of the configuration, in the order in which they are looked for. */
const configNames = ['ts', 'mts', 'mjs', 'js', 'json'].map((ending) => `kickai.config.${ending}`)

/** The configuration of a folder or the nearest one above it; `config-missing` where there is none. */
export function findConfig(folder: string): string {
  for (let current = resolve(folder); ; current = dirname(current)) {
    const found = configIn(current)
    if (found !== undefined) return found
    if (dirname(current) === current)
      throw new CommandError('config-missing', `Neither ${folder} nor a folder above it holds a kickai.config.ts.`)
  }
}

/** The configuration in this very folder. */
export function configIn(folder: string): string | undefined {
  return configNames.map((name) => join(folder, name)).find((file) => existsSync(file))
}
