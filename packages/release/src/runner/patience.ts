import type { Clock } from '../ports/clock.ts'
import { ReleaseError } from '../release-error.ts'

const againMs = 500

/** Codes of a store that does not do its work now, and may do it later. */
const troubles: ReadonlySet<string> = new Set([
  'store-busy',
  'store-contention',
  'store-full',
  'store-outcome-unknown',
  'store-refused',
  'store-timeout',
  'store-unreachable',
  'store-unreadable',
  'store-unwritable',
])

/** The store did not do its work for as long as it could be waited for. */
export class StoreTrouble extends Error {
  constructor(cause: unknown) {
    super('The store did not do its work in time.', { cause })
    this.name = 'StoreTrouble'
  }
}

/** How long the store may be waited for. */
export interface Patience {
  leftMs(): number
  /** For one piece of work, however long the lease goes on: a store may take renewals and nothing else. */
  readonly longestMs: number
  /** Calls `fire` when the time is over; gives what takes that back. */
  whenOver(fire: () => void): () => void
}

export const noPatience: Patience = { leftMs: () => 0, longestMs: 0, whenOver: () => () => undefined }

/**
 * Does work with the store, again and again while the store is in trouble, for as long as one may wait. Throws
 * `StoreTrouble` then, also where the store gives no answer at all; the work may still be done later.
 */
export async function patiently<Result>(
  clock: Clock,
  patience: Patience,
  work: () => Promise<Result>,
): Promise<Result> {
  const until = clock.monotonic() + patience.longestMs
  for (;;) {
    try {
      return await whilePatient(patience, work)
    } catch (error) {
      if (!isTrouble(error)) throw error
      if (patience.leftMs() <= 0 || clock.monotonic() >= until) throw new StoreTrouble(error)
    }
    await clock.sleep(againMs)
  }
}

async function whilePatient<Result>(patience: Patience, work: () => Promise<Result>): Promise<Result> {
  let stopWaiting = () => {}
  const over = new Promise<never>((_, reject) => {
    stopWaiting = patience.whenOver(() => reject(new StoreTrouble(silent())))
  })
  try {
    return await Promise.race([work(), over])
  } finally {
    stopWaiting()
  }
}

/** What somebody who waits for nothing meets: the store's own error instead of `StoreTrouble`. */
export async function asStoreError<Result>(work: Promise<Result>): Promise<Result> {
  return await work.catch((error: unknown) => {
    throw error instanceof StoreTrouble ? error.cause : error
  })
}

function silent(): ReleaseError {
  return new ReleaseError(
    'store-timeout',
    'The store gives no answer.',
    'Try again; if it stays so, see how the machine that it is on is doing.',
  )
}

function isTrouble(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && troubles.has(error.code)
}
