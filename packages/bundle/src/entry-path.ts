import type { Header } from 'tar-stream'
import { BundleError } from './error.ts'

/**
 * The parts of the path of an archive's entry, inside the bundle. Throws a plain error for what is no regular file in
 * there: a link, a folder, a path that leads out.
 */
export function entryParts({ name, type }: Pick<Header, 'name' | 'type'>): string[] {
  const parts = name.replace(/^\.\//, '').split('/')
  const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..' || part.includes('\0'))
  if (type === 'file' && !leadsOut) return parts
  throw new Error(`the entry ${JSON.stringify(name)} is no file inside the bundle`)
}

/** Whether a mode says that a file may be run. */
export function isExecutable(mode = 0o644): boolean {
  return (mode & 0o111) !== 0
}

/** `bundle-archive-unreadable`, with what led to it. */
export function refuseArchive(cause: unknown): never {
  throw new BundleError(
    'bundle-archive-unreadable',
    `The packed bundle cannot be unpacked: ${cause instanceof Error ? cause.message : cause}.`,
    'Build and pack it again.',
    cause,
  )
}
