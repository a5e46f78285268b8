import { StoreError } from './error.ts'

/** What every backend says in the same words. `place` names the store without any password. */
export function closed(place: string): StoreError {
  return new StoreError(
    'store-closed',
    `The store ${place} has been closed.`,
    'Close it only when nothing uses it any more.',
  )
}

/** A create whose id is taken. */
export function exists(collection: string, id: string, cause?: unknown): StoreError {
  return new StoreError(
    'document-exists',
    `The document ${collection}/${id} exists already; nothing was applied.`,
    'Take another id, or replace it with set.',
    cause,
  )
}

/** The store's format is one that this version has never heard of. */
export function newer(place: string, format: number, known: number): StoreError {
  return new StoreError(
    'store-newer',
    `The store ${place} was written by a newer version (its format is ${format}, this version knows ${known}).`,
    'Use the newer version, or another place.',
  )
}

/** Other writers kept changing what was read. */
export function overtaken(place: string, attempts: number, cause?: unknown): StoreError {
  return new StoreError(
    'store-contention',
    `Other writers of the store ${place} were faster ${attempts} times in a row; nothing was applied.`,
    'Try again when less is written at once.',
    cause,
  )
}

/** The answer to a commit was lost, and so was every attempt to find out what became of it. */
export function outcomeUnknown(place: string, cause: unknown): StoreError {
  return new StoreError(
    'store-outcome-unknown',
    `The store ${place} was sent a transaction and could not be asked whether it was applied.`,
    'Look at what is stored before doing it again.',
    cause,
  )
}
