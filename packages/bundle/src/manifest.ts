import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BundleFile } from './digest.ts'
import { BundleError } from './error.ts'

/** The manifest's name at the root of a bundle. It does not list itself. */
export const manifestName = 'kickai-bundle.json'

export interface Manifest {
  readonly schemaVersion: 1
  /** Full commit that the bundle was built from; absent for a folder that is no git repository. */
  readonly commit?: string
  /** Sorted by path bytes. */
  readonly files: readonly BundleFile[]
}

/** Reads a bundle's manifest; `bundle-manifest-missing` or `bundle-manifest-unreadable` where that is not possible. */
export async function readManifest(directory: string): Promise<Manifest> {
  let text: string
  try {
    text = await readFile(join(directory, manifestName), 'utf8')
  } catch (error) {
    throw new BundleError(
      'bundle-manifest-missing',
      `There is no readable ${manifestName} in ${directory}.`,
      'Start the service in the root of its bundle; the release command writes this file when it packs one.',
      error,
    )
  }
  return parseManifest(text)
}

/** The manifest in a text; `bundle-manifest-unreadable` where it is none. */
export function parseManifest(text: string): Manifest {
  let manifest: unknown
  try {
    manifest = JSON.parse(text)
  } catch (error) {
    throw unreadable('it is no JSON', error)
  }
  if (!isRecord(manifest)) throw unreadable('it is no JSON object')
  const { schemaVersion, commit, files } = manifest
  if (schemaVersion !== 1) throw unreadable(`its schemaVersion is ${JSON.stringify(schemaVersion)}, not 1`)
  if (commit !== undefined && typeof commit !== 'string') throw unreadable('its commit is no text')
  if (!Array.isArray(files) || files.length === 0) throw unreadable('it lists no files')
  for (const file of files) {
    if (!isFile(file)) throw unreadable(`it lists ${JSON.stringify(file)}, which is no file of a bundle`)
  }
  return { schemaVersion, ...(commit === undefined ? {} : { commit }), files }
}

function isFile(file: unknown): file is BundleFile {
  if (!isRecord(file)) return false
  const { path, sha256, executable } = file
  if (typeof path !== 'string' || path === '' || path.includes('\0')) return false
  if (path.split('/').some((part) => part === '' || part === '.' || part === '..')) return false
  return typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256) && typeof executable === 'boolean'
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function unreadable(reason: string, cause?: unknown): BundleError {
  return new BundleError(
    'bundle-manifest-unreadable',
    `The bundle's ${manifestName} cannot be used: ${reason}.`,
    'Pack the bundle again.',
    cause,
  )
}
