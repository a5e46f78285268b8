import type { DocumentReference, DocumentSnapshot, Query as NativeQuery, QuerySnapshot } from '@google-cloud/firestore'
import { evaluate } from '../query/evaluate.ts'
import type { Data, Query } from '../store.ts'
import type { Reads } from '../transaction/guard.ts'
import type { Place } from './place.ts'
import { questionOf } from './question.ts'

/** What reads one thing: a transaction of the client, or the client itself. */
export interface Reader {
  document(reference: DocumentReference): Promise<DocumentSnapshot>
  query(query: NativeQuery): Promise<QuerySnapshot>
}

/** The reads of a store through the client or one of its transactions. */
export function readsOf(reader: Reader, place: Place): Reads {
  return {
    async get(collection, id) {
      return (await reader.document(place.collection(collection).doc(id))).data() as Data | undefined
    },
    async list(collection, query) {
      const { asked, rest } = questionOf(query)
      const { docs } = await reader.query(nativeQuery(place.collection(collection), asked))
      const documents = docs.map((document) => ({ id: document.id, data: document.data() as Data }))
      return Object.keys(rest).length === 0 ? documents : evaluate(documents, rest)
    },
  }
}

function nativeQuery(collection: NativeQuery, { where = [], orderBy, limit }: Query): NativeQuery {
  let query = collection
  for (const [field, comparison, value] of where) query = query.where(field, comparison, value)
  if (orderBy) query = query.orderBy(orderBy.field, orderBy.direction === 'descending' ? 'desc' : 'asc')
  return limit === undefined ? query : query.limit(limit)
}
