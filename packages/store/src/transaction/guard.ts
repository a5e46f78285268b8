import { checkCollection, checkId } from '../names.ts'
import { checkQuery } from '../query.ts'
import type { Collection, Data, Document, Query, Transaction } from '../store.ts'
import type { Buffer } from './buffer.ts'

/** How a backend reads, once what is asked for has been checked. */
export interface Reads {
  get(collection: Collection, id: string): Promise<Data | undefined>
  list(collection: Collection, query: Query): Promise<Document[]>
}

/** A backend's reads that refuse bad names and queries before anything is asked for. */
export function checkedReads(reads: Reads): Pick<Transaction, 'get' | 'list'> {
  return {
    async get(collection, id) {
      checkCollection(collection)
      checkId(id)
      return reads.get(collection, id)
    },
    async list(collection, query) {
      checkCollection(collection)
      if (query === undefined) return reads.list(collection, {})
      checkQuery(query)
      // Taken as it is at the call, whatever becomes of it while the answer is waited for.
      return reads.list(collection, structuredClone(query))
    },
  }
}

/** The transaction that a work is given: a backend's reads under the rules of `pending`, which keeps its writes. */
export function guardedTransaction(pending: Buffer, reads: Reads): Transaction {
  return {
    ...checkedReads({
      async get(collection, id) {
        pending.beforeRead()
        return reads.get(collection, id)
      },
      async list(collection, query) {
        pending.beforeRead()
        return reads.list(collection, query)
      },
    }),
    create: (collection, id, data) => pending.write('create', collection, id, data),
    set: (collection, id, data) => pending.write('set', collection, id, data),
    delete: (collection, id) => pending.delete(collection, id),
  }
}
