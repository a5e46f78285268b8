import type { Document, Query, Value } from '../store.ts'

/** A checked query over documents that are already here; gives the same as every backend gives. Pure. */
export function evaluate(documents: readonly Document[], query: Query): Document[] {
  const { where = [], orderBy, limit } = query
  const direction = orderBy?.direction ?? query.direction
  const sign = direction === 'descending' ? -1 : 1
  const found = documents
    .filter(({ data }) => orderBy === undefined || data[orderBy.field] !== undefined)
    .filter(({ data }) => where.every(([field, comparison, value]) => holds(data[field], comparison, value)))
  const ordered = found.toSorted((left, right) => {
    const byField = orderBy ? compareValues(left.data[orderBy.field], right.data[orderBy.field]) : 0
    // Ids are ASCII, so that JavaScript's own order is that of their bytes.
    return sign * (byField || (left.id < right.id ? -1 : 1))
  })
  return limit === undefined ? ordered : ordered.slice(0, limit)
}

function holds(
  stored: Value | undefined,
  comparison: NonNullable<Query['where']>[number][1],
  value: string | number | boolean,
): boolean {
  if (typeof stored !== typeof value) return false
  const order = compareValues(stored, value)
  switch (comparison) {
    case '==':
      return order === 0
    case '<':
      return order < 0
    case '<=':
      return order <= 0
    case '>':
      return order > 0
    case '>=':
      return order >= 0
  }
}

/** Null, booleans, numbers, texts, arrays, objects; no order is promised among arrays, nor among objects. */
function compareValues(left: Value | undefined, right: Value | undefined): number {
  const rank = rankOf(left) - rankOf(right)
  if (rank !== 0) return rank
  if (typeof left === 'string' && typeof right === 'string') return compareTexts(left, right)
  if (typeof left === 'object') return 0
  return Number(left) - Number(right)
}

function rankOf(value: Value | undefined): number {
  if (value === null || value === undefined) return 0
  if (typeof value === 'object') return Array.isArray(value) ? 4 : 5
  return ['boolean', 'number', 'string'].indexOf(typeof value) + 1
}

/** By UTF-8 bytes, which is not the order of JavaScript's own comparison beyond U+FFFF. */
function compareTexts(left: string, right: string): number {
  return Buffer.compare(Buffer.from(left), Buffer.from(right))
}
