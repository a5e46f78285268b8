import { exists } from '../refusal.ts'
import type { Write } from './buffer.ts'

/** What becomes of one document in a transaction, whatever it wrote to it one after the other. */
export interface NetWrite {
  readonly collection: string
  readonly id: string
  /** Nothing may be stored under this id before. */
  readonly mustBeNew: boolean
  /** What is stored in the end; absent where nothing is. */
  readonly json?: string
}

/**
 * One write for each document, ordered by path so that no two transactions wait for each other crosswise. Throws
 * `document-exists` where the transaction creates what it has itself stored before.
 */
export function netWrites(writes: readonly Write[]): NetWrite[] {
  const byPath = new Map<string, NetWrite>()
  for (const write of writes) {
    const { kind, collection, id } = write
    const path = `${collection}/${id}`
    const before = byPath.get(path)
    if (kind === 'create' && before?.json !== undefined) throw exists(collection, id)
    const mustBeNew = before?.mustBeNew ?? kind === 'create'
    byPath.set(path, { collection, id, mustBeNew, ...(write.kind !== 'delete' && { json: write.json }) })
  }
  return [...byPath].sort(([left], [right]) => (left < right ? -1 : 1)).map(([, write]) => write)
}
