import type { Entry } from '../journal/entry.ts'

/** Entries of one run of a release that could not be written into its journal, in their order. */
export interface Spooled {
  /** Names them in the spool. */
  readonly id: string
  readonly release: string
  readonly environment: string
  readonly entries: readonly Entry[]
}

/**
 * Where entries are kept that the journal did not take: because it could not be reached, or because somebody else had
 * taken the lease. They outlive the process and a loss of power, and come into the journal as soon as that can be written.
 */
export interface Spool {
  /** For people: where it is. */
  readonly place: string
  /** Sees to it that there will be room, however full the disk gets. */
  reserve(): Promise<void>
  /** Adds an entry to those of `id`; on the disk when it resolves. */
  keep(id: string, from: { readonly release: string; readonly environment: string }, entry: Entry): Promise<void>
  all(): Promise<Spooled[]>
  drop(id: string): Promise<void>
}
