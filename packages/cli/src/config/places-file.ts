import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { CommandError } from '../error/command-error.ts'
import type { RailwayPlace } from './config.ts'
import { railwaySchema } from './schema.ts'

/** The file beside the configuration that `kickai provision` keeps places on Railway in: ids, and where tokens come from. */
export const placesFileName = 'kickai.places.json'

const schema = z.strictObject({
  about: z.string().optional(),
  environments: z.record(z.string(), railwaySchema),
})

const about = 'Written by "kickai provision": where environments are on Railway. No secret is in it; commit it.'

/** By environment; empty where there is no file. `places-unreadable` where it is not what provision writes. */
export function readPlacesFile(root: string): { readonly [environment: string]: RailwayPlace } {
  const file = join(root, placesFileName)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return {}
    throw unreadable(error)
  }
  try {
    return schema.parse(JSON.parse(text)).environments as { readonly [environment: string]: RailwayPlace }
  } catch (error) {
    throw unreadable(error)
  }
}

/** Writes the file whole or not at all, and only where that changes it; gives whether it did. */
export function writePlacesFile(root: string, environments: { readonly [environment: string]: RailwayPlace }): boolean {
  const file = join(root, placesFileName)
  const before = readPlacesFile(root)
  if (JSON.stringify(before) === JSON.stringify(environments)) return false
  const partial = `${file}.part`
  try {
    writeFileSync(partial, `${JSON.stringify({ about, environments }, undefined, 2)}\n`)
    renameSync(partial, file)
  } catch (error) {
    rmSync(partial, { force: true })
    throw new CommandError('workspace-unwritable', `${file} cannot be written.`, {
      wayOut: 'Give yourself the right to write there, or make room on the disk.',
      cause: error,
    })
  }
  return true
}

/** A configuration as it was loaded, with the places of the file for environments that it gives none. Pure. */
export function withPlaces(
  loaded: unknown,
  places: { readonly [environment: string]: RailwayPlace },
): { readonly loaded: unknown; readonly placed: ReadonlySet<string> } {
  const placed = new Set<string>()
  if (!isObject(loaded) || !isObject(loaded.environments)) return { loaded, placed }
  const environments = Object.fromEntries(
    Object.entries(loaded.environments).map(([name, environment]) => {
      const place = Object.hasOwn(places, name) ? places[name] : undefined
      if (place === undefined || !isObject(environment) || environment.railway !== undefined) return [name, environment]
      placed.add(name)
      return [name, { ...environment, railway: place }]
    }),
  )
  return { loaded: { ...loaded, environments }, placed }
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(cause: unknown): CommandError {
  return new CommandError('places-unreadable', `${placesFileName} is not what "kickai provision" writes.`, { cause })
}
