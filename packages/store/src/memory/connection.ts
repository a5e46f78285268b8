import { evaluate } from '../query/evaluate.ts'
import type { Connection } from '../sqlite/connection.ts'
import type { Data } from '../store.ts'
import type { Kept, MemoryDocuments } from './documents.ts'

/** What was there before a write, and the version that its collection had. */
type Undo = {
  readonly collection: string
  readonly id: string
  readonly kept: Kept | undefined
  readonly version: number
}

/** What SQLite's connection does, over documents in memory. */
export function memoryConnection(documents: MemoryDocuments): Connection {
  let undo: Undo[] = []
  const row = (collection: string, id: string) => documents.collection(collection)?.byId.get(id)
  const parse = ({ json }: Kept) => JSON.parse(json) as Data

  return {
    row(collection, id) {
      const kept = row(collection, id)
      return kept && { data: parse(kept), version: kept.version }
    },
    version: (collection, id) => row(collection, id)?.version,
    list(collection, query) {
      const found = documents.collection(collection)
      const all = found === undefined ? [] : [...found.byId].map(([id, kept]) => ({ id, data: parse(kept) }))
      return { documents: evaluate(all, query), fingerprint: fingerprintOf(documents, collection) }
    },
    fingerprint: (collection) => fingerprintOf(documents, collection),
    sequence: () => documents.sequence,
    setSequence(sequence) {
      documents.sequence = sequence
    },
    apply(write, version) {
      const { collection, id } = write
      const before = row(collection, id)
      if (write.kind === 'create' && before !== undefined) return false
      undo.push({ collection, id, kept: before, version: documents.collection(collection)?.version ?? 0 })
      documents.put(collection, id, write.kind === 'delete' ? undefined : { json: write.json, version }, version)
      return true
    },
    within(_begin, action) {
      undo = []
      try {
        return action()
      } catch (error) {
        for (const { collection, id, kept, version } of undo.reverse()) documents.put(collection, id, kept, version)
        throw error
      }
    },
    close() {
      undo = []
    },
  }
}

/** Every change of a collection counts, also one that a query leaves out: it only makes a transaction run again. */
function fingerprintOf(documents: MemoryDocuments, collection: string): string {
  return String(documents.collection(collection)?.version ?? 0)
}
