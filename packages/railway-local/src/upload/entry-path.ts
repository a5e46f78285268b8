import { posix } from 'node:path'
import { Refusal } from '../errors.ts'

/**
 * The path of an archive's entry inside its folder, without `./` and trailing slash; empty for the folder itself.
 * Refuses names that are absolute, go up, or cannot be a file's name.
 */
export function entryPath(name: string): string {
  if (name.startsWith('/')) throw new Refusal(`The archive holds an absolute path: ${quoted(name)}`, 400)
  if (name.includes('\0')) throw new Refusal(`The archive holds a name that no file can have: ${quoted(name)}`, 400)
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new Refusal(`The archive holds a path that leaves its folder: ${quoted(name)}`, 400)
  return parts.join('/')
}

/** Where a link at `path` points to, inside the folder. Refuses targets outside it, as far as names alone tell. */
export function linkTarget(path: string, target: string): string {
  const inside = posix.normalize(posix.join(posix.dirname(path), target))
  if (target.startsWith('/') || inside === '..' || inside.startsWith('../')) {
    throw new Refusal(`The archive holds a link that leaves its folder: ${quoted(path)}`, 400)
  }
  return inside
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 200))
}
