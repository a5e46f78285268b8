import type { Entry } from '../journal/entry.ts'
import type { Spool, Spooled } from '../ports/spool.ts'

/** A spool that lasts as long as the test. */
export function memorySpool(): Spool {
  const kept = new Map<string, Omit<Spooled, 'entries'> & { entries: Entry[] }>()
  return {
    place: 'memory',
    reserve: async () => undefined,
    async keep(id, from, entry) {
      const spooled = kept.get(id) ?? { id, ...from, entries: [] }
      kept.set(id, spooled)
      spooled.entries.push(JSON.parse(JSON.stringify(entry)))
    },
    all: async () => [...kept.values()],
    async drop(id) {
      kept.delete(id)
    },
  }
}
