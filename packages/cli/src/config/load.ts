import { readFileSync } from 'node:fs'
import { basename, dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { CommandError } from '../error/command-error.ts'
import { checkConfig } from './check.ts'
import { type Configuration, configurationOf } from './configuration.ts'
import { findConfig } from './find.ts'
import { readPlacesFile, withPlaces } from './places-file.ts'

/**
 * Finds, loads, checks and completes the configuration of a folder. Environments that it gives no place on Railway get
 * theirs from `kickai.places.json` beside it. With `incomplete` ids of services may be missing, for who makes them.
 */
export async function loadConfiguration(
  folder: string,
  { incomplete = false }: { readonly incomplete?: boolean } = {},
): Promise<Configuration> {
  const file = findConfig(folder)
  const root = dirname(file)
  const { loaded, placed } = withPlaces(await read(file), readPlacesFile(root))
  return configurationOf(checkConfig(loaded, basename(file), incomplete), root, file, placed)
}

/** Runs a TypeScript or JavaScript configuration in this process; Node strips its types. */
async function read(file: string): Promise<unknown> {
  try {
    if (file.endsWith('.json')) return JSON.parse(readFileSync(file, 'utf8'))
    const loaded: { readonly default?: unknown } = await import(pathToFileURL(file).href)
    if (loaded.default !== undefined) return loaded.default
  } catch (error) {
    throw unreadable(file, error)
  }
  throw new CommandError('config-unreadable', `${basename(file)} exports nothing.`, {
    wayOut: 'Let it end in "export default { … } satisfies Config".',
  })
}

function unreadable(file: string, error: unknown): CommandError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  const common = /Cannot use import statement|Unexpected token 'export'|is not defined in ES module/.test(
    String(reason),
  )
  return new CommandError(
    'config-unreadable',
    `${basename(file)} could not be loaded: ${String(reason).replace(/\.$/, '')}.`,
    {
      cause: error,
      ...(common && {
        wayOut: `Name it ${basename(file).replace(/\.m?[jt]s$/, '.mts')}, as package.json says "type": "commonjs".`,
      }),
    },
  )
}
