import { seededRandom } from '@kickai/release'
import type { Data, Store } from '@kickai/store'
import type { Pattern, Patterns } from './patterns.ts'

const environments = ['testing', 'staging', 'production'] as const
/** The writes of one transaction stay below Firestore's 500. */
const mostWrites = 480
/** Three years, so that there are about as many days as a team sees. */
const spanMs = 3 * 365 * 86_400_000

/** A time in a pattern's text: every number of thirteen digits. */
const times = /\b1[0-9]{12}\b/g

/**
 * Writes so many ended releases as the journal itself would, spread evenly over three years up to `until` (ms since 1970) and
 * over three environments; one of twelve was not live. Gives how many entries they have.
 */
export async function writeReleases(
  store: Store,
  patterns: Patterns,
  { from, to, of, until }: { readonly from: number; readonly to: number; readonly of: number; readonly until: number },
): Promise<number> {
  const random = seededRandom(from + 1)
  let entries = 0
  let waiting: { collection: string; id: string; data: Data }[] = []
  const flush = async () => {
    const writes = waiting
    waiting = []
    await store.transaction(async (transaction) => {
      for (const { collection, id, data } of writes) transaction.create(collection, id, data)
    })
  }
  for (let index = from; index < to; index++) {
    const at = until - spanMs + Math.round((spanMs * index) / of)
    const pattern = drawn(patterns, random())
    const found = documentsOf(pattern, index, environments[index % 3] ?? 'testing', at)
    entries += pattern.entries.length
    if (waiting.length + found.length > mostWrites) await flush()
    waiting.push(...found)
  }
  await flush()
  return entries
}

function drawn(patterns: Patterns, share: number): Pattern {
  if (share < 0.04) return patterns.rolledBack
  if (share < 0.06) return patterns.failed
  return share < 0.08 ? patterns.backByAPerson : patterns.live
}

/** The head, the entries and the mark that the journal leaves of a release. */
function documentsOf({ entries, plannedAt, release }: Pattern, index: number, environment: string, at: number) {
  const id = `rel_${String(index).padStart(9, '0')}`
  const moved = entries.map((entry) =>
    JSON.stringify(entry)
      .replaceAll(release, id)
      .replaceAll('"environment":"testing"', `"environment":"${environment}"`)
      .replace(times, (time) => String(Number(time) - plannedAt + at)),
  )
  const head = { release: id, environment, entries: entries.length, plannedAt: at, closed: true, marked: true }
  return [
    { collection: 'releases', id, data: head as Data },
    ...moved.map((text, sequence) => ({
      collection: `releases/${id}/entries`,
      id: String(sequence).padStart(8, '0'),
      data: JSON.parse(text) as Data,
    })),
    { collection: 'untallied', id, data: { kind: 'release', of: id } as Data },
  ]
}
