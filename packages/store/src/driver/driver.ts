import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { StoreError } from '../error.ts'

/**
 * Loads a database's client, which is there only where somebody installed it: beside this code, or else for `folder`,
 * where the process works. Throws `store-driver-missing` where it is in neither.
 *
 * `load` is an import that a bundler can see.
 */
export async function loadDriver<Driver>(
  name: string,
  load: () => Promise<Driver>,
  folder = process.cwd(),
): Promise<Driver> {
  try {
    return await load()
  } catch (error) {
    if (!isMissing(error, name)) throw error
    return await loadFromFolder(name, folder, error)
  }
}

/** Loads a package as a program in `folder` would. */
async function loadFromFolder<Driver>(name: string, folder: string, otherwise: unknown): Promise<Driver> {
  let path: string
  try {
    path = createRequire(join(folder, 'package.json')).resolve(name)
  } catch (error) {
    if (!isMissing(error, name)) throw error
    throw new StoreError(
      'store-driver-missing',
      `The package ${name} is not installed, and this store needs it.`,
      `Install it in your project: npm install ${name}.`,
      otherwise,
    )
  }
  return (await import(pathToFileURL(path).href)) as Driver
}

function isMissing(error: unknown, name: string): boolean {
  if (!(error instanceof Error) || !('code' in error)) return false
  const codes: unknown[] = ['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND']
  return codes.includes(error.code) && error.message.includes(name)
}
