import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * A program of the machine: where it is, or in one sentence why it cannot be used. An `optional` one may be missing in CI too, since no
 * installation makes up for it.
 */
export type Found = { path: string } | { missing: string; optional?: true }

/** The program that a variable names, else the first of these names on the PATH or elsewhere. */
export function findProgram(
  environment: NodeJS.ProcessEnv,
  variable: string,
  title: string,
  names: string[],
  elsewhere: string[],
): Found {
  const named = environment[variable]
  if (named)
    return isExecutable(named) ? { path: named } : { missing: `${variable} names ${named}, which cannot be run` }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const onPath = folders.flatMap((folder) => names.map((name) => join(folder, name)))
  const path = [...onPath, ...elsewhere].find(isExecutable)
  return path ? { path } : { missing: `needs ${title}, which is not on the PATH; ${variable} can name it` }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Absent or not allowed: either way it cannot be used.
    return false
  }
}
