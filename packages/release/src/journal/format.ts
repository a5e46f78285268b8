import type { Store, Transaction } from '@kickai/store'
import { ReleaseError } from '../release-error.ts'

/** What this version writes. 1: without a number; 2: entries tell which state they led to. Earlier ones are read. */
export const journalFormat = 2

const checks = new WeakMap<Store, Promise<void>>()

/** Refuses a journal that a newer version has written: `journal-newer`. Looks once for each open store. */
export function demandKnownFormat(store: Store): Promise<void> {
  const known = checks.get(store)
  if (known !== undefined) return known
  const check = store.get('journal', 'format').then(refuseNewer)
  checks.set(store, check)
  check.catch((error: unknown) => {
    // A store that could not be asked is asked again.
    if (!(error instanceof ReleaseError)) checks.delete(store)
  })
  return check
}

/** Marks the journal as one of this version, unless it is newer. To be called before anything is written. */
export async function markFormat(transaction: Transaction): Promise<() => void> {
  const stored = await transaction.get('journal', 'format')
  refuseNewer(stored)
  return () => {
    if (stored?.number !== journalFormat) transaction.set('journal', 'format', { number: journalFormat })
  }
}

function refuseNewer(stored: { readonly number?: unknown } | undefined): void {
  const number = Number(stored?.number ?? 1)
  if (number <= journalFormat) return
  throw new ReleaseError(
    'journal-newer',
    `The journal was written by a newer version of kickai: its format is ${number}, this version knows ${journalFormat}.`,
    'Use that version of kickai, or a newer one. Nothing was changed.',
  )
}
