import type { Comparison, Query } from '../store.ts'

export interface Selection {
  readonly sql: string
  readonly parameters: readonly (string | number)[]
}

const operators: Record<Comparison, string> = { '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' }

/**
 * A checked query as SQL. Values and field names are parameters; nothing of the caller's becomes SQL text. As on
 * Firestore, values of different types never compare, a document without the ordered field is left out, and texts
 * are ordered by their UTF-8 bytes.
 */
export function select(
  columns: 'id, data, version, checksum' | 'id, version',
  collection: string,
  query: Query,
): Selection {
  const parameters: (string | number)[] = [collection]
  const conditions = ['collection = ?']
  for (const [field, comparison, value] of query.where ?? []) {
    const place = `$."${field}"`
    conditions.push(`json_type(data, ?) IN (${typesOf(value)}) AND json_extract(data, ?) ${operators[comparison]} ?`)
    parameters.push(place, place, typeof value === 'boolean' ? Number(value) : value)
  }
  const order: string[] = []
  if (query.orderBy) {
    const place = `$."${query.orderBy.field}"`
    const direction = sqlDirection(query.orderBy.direction)
    conditions.push('json_type(data, ?) IS NOT NULL')
    order.push(`${typeRank} ${direction}`, `json_extract(data, ?) ${direction}`, `id ${direction}`)
    parameters.push(place, place, place)
  } else {
    order.push(`id ${sqlDirection(query.direction)}`)
  }
  let sql = `SELECT ${columns} FROM documents WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')}`
  if (query.limit !== undefined) {
    sql += ' LIMIT ?'
    parameters.push(query.limit)
  }
  return { sql, parameters }
}

/** Firestore's order of types: null, booleans, numbers, texts, arrays, objects. */
const typeRank = `CASE json_type(data, ?)
  WHEN 'null' THEN 0 WHEN 'false' THEN 1 WHEN 'true' THEN 1 WHEN 'integer' THEN 2 WHEN 'real' THEN 2
  WHEN 'text' THEN 3 WHEN 'array' THEN 4 ELSE 5 END`

function typesOf(value: string | number | boolean): string {
  if (typeof value === 'string') return `'text'`
  return typeof value === 'number' ? `'integer', 'real'` : `'true', 'false'`
}

function sqlDirection(direction: 'ascending' | 'descending' | undefined): string {
  return direction === 'descending' ? 'DESC' : 'ASC'
}
