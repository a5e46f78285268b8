import { isDeepStrictEqual } from 'node:util'
import type { Store } from '@kickai/store'
import type { Entry } from '../journal/entry.ts'
import { type Journal, openJournal, replay } from '../journal/journal.ts'
import { next } from '../machine/next.ts'
import type { Spool, Spooled } from '../ports/spool.ts'
import { ReleaseError } from '../release-error.ts'

/** What became of a spool. */
export interface Merged {
  /** Releases whose entries are in the journal now. */
  readonly taken: readonly string[]
  /** What the journal does not take, because somebody had carried the release on meanwhile. It stays in the spool. */
  readonly late: readonly Spooled[]
}

/**
 * Takes what was spooled into the journal. It may be done again after it was broken off. Needs no lease: an entry is only
 * taken in the place that it was written for, and while nobody else has had the lease since.
 */
export async function mergeSpool(store: Store, spool: Spool): Promise<Merged> {
  const journal = openJournal(store)
  const taken: string[] = []
  const late: Spooled[] = []
  for (const spooled of await spool.all()) {
    if (await take(journal, spooled)) {
      await spool.drop(spooled.id)
      taken.push(spooled.release)
    } else late.push(spooled)
  }
  return { taken, late }
}

async function take(journal: Journal, { release, entries }: Spooled): Promise<boolean> {
  const stored: Entry[] = await journal.entries(release)
  for (const entry of entries) {
    const there = stored[entry.sequence]
    if (there !== undefined) {
      if (!isDeepStrictEqual(there, entry)) return false
      continue
    }
    if (entry.sequence !== stored.length) return false
    const after = replay([...stored, entry])
    try {
      await journal.append(after.plan, entry, after.verdict !== undefined && next(after) === undefined)
    } catch (error) {
      if (!(error instanceof ReleaseError && ['lease-lost', 'journal-moved'].includes(error.code))) throw error
      // What the journal took too slowly for whoever wrote it may have come into it right now.
      const [now] = (await journal.entries(release)).slice(entry.sequence)
      if (!isDeepStrictEqual(now, entry)) return false
    }
    stored.push(entry)
  }
  return true
}
