import { statfsSync } from 'node:fs'
import { dirname } from 'node:path'
import { StoreError } from '../error.ts'

/** SQLite's primary result codes that are told apart here; an extended code carries its primary one in the low byte. */
const primary = {
  busy: 5,
  locked: 6,
  readOnly: 8,
  input: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  notDatabase: 26,
} as const

/** Whether `error` only says that another connection was at it; the same call may well succeed later. */
export function isBusy(error: unknown): boolean {
  const code = primaryCode(error)
  return code === primary.busy || code === primary.locked
}

/** Gives what SQLite threw a code of ours; anything else is given back as it came. */
export function explain(error: unknown, path: string): unknown {
  switch (primaryCode(error)) {
    case primary.full:
      return full(path, error)
    case primary.input:
      return diskIsFull(path) ? full(path, error) : unreadable(path, 'its disk reports an error', error)
    case primary.corrupt:
      return unreadable(path, 'it is damaged', error)
    case primary.notDatabase:
      return unreadable(path, 'it is no SQLite file', error)
    case primary.cannotOpen:
      return unreadable(path, 'it cannot be opened', error)
    case primary.readOnly:
      return new StoreError(
        'store-unwritable',
        `The store ${path} can be read but not written.`,
        'Give this user the right to write the file and its folder.',
        error,
      )
    default:
      return error
  }
}

/** The file is not one of ours, or no longer whole. Nothing was changed in it. */
export function unreadable(path: string, reason: string, cause?: unknown): StoreError {
  return new StoreError(
    'store-unreadable',
    `The store ${path} cannot be read: ${reason}.`,
    'Put a good copy in its place, or move it and its -wal file away to begin with an empty store.',
    cause,
  )
}

/** Other writers held the file, or kept changing what was read, for longer than is waited. */
export function contended(path: string, attempts: number, cause?: unknown): StoreError {
  return new StoreError(
    'store-contention',
    `Other writers of the store ${path} were faster ${attempts} times in a row; nothing was applied.`,
    'Try again; if it stays so, look for a stopped process that holds the file.',
    cause,
  )
}

/** The disk, or the size the file may have, is used up. */
export function full(path: string, cause: unknown): StoreError {
  return new StoreError(
    'store-full',
    `The store ${path} has no room left; nothing of this change was applied.`,
    'Free space on its disk, then try again.',
    cause,
  )
}

function primaryCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return undefined
  return error.errcode & 0xff
}

/** A full disk shows as an input/output error where SQLite could not make its shared index larger. */
function diskIsFull(path: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(path))
    return bavail * bsize < 65_536
  } catch {
    // The folder itself cannot be asked: then the input/output error is the truer story.
    return false
  }
}
