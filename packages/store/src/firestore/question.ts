import type { Query } from '../store.ts'

/**
 * A query in two parts: what Firestore is asked, and what is done here with its answer.
 *
 * Firestore answers by indexes. Those of single fields it keeps by itself; every other one has to be made by somebody for
 * each collection, and a query without its index fails, though not on the emulator. So it is asked only what single
 * fields answer: any number of equalities; or one field's range, ordered by that field; or one field's order; or the
 * order of ids, ascending. The rest is done here, at the price of reading what is then left out.
 */
export interface Question {
  readonly asked: Query
  /** What the answer still has to go through; empty where Firestore did it all. */
  readonly rest: Query
}

/** Divides a checked query. Pure. */
export function questionOf(query: Query): Question {
  const { where = [], orderBy, direction, limit } = query
  const equalities = where.filter(([, comparison]) => comparison === '==')
  const ranges = where.filter(([, comparison]) => comparison !== '==')
  const byOneField =
    orderBy !== undefined && equalities.length === 0 && ranges.every(([field]) => field === orderBy.field)
  const byIdAscending = orderBy === undefined && ranges.length === 0 && direction !== 'descending'
  if (byOneField || byIdAscending) return { asked: query, rest: {} }

  const [first] = ranges
  const sameField = ranges.filter(([field]) => field === first?.[0])
  const asked: Query =
    equalities.length > 0 || first === undefined
      ? { where: equalities }
      : { where: sameField, orderBy: { field: first[0] } }
  const rest = {
    where: where.filter((condition) => !asked.where?.includes(condition)),
    ...(orderBy && { orderBy }),
    ...(direction && { direction }),
    ...(limit !== undefined && { limit }),
  }
  return { asked, rest }
}
