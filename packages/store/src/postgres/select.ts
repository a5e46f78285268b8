import type { Comparison, Query } from '../store.ts'
import { escapeText } from './json.ts'

export interface Selection {
  readonly sql: string
  readonly values: readonly (string | number | boolean)[]
}

const operators: Record<Comparison, string> = { '==': '=', '<': '<', '<=': '<=', '>': '>', '>=': '>=' }

/**
 * A checked query as SQL over the table `documents`. Values and field names are parameters; nothing of the caller's
 * becomes SQL text. Types are looked at before anything is cast, so a value of another type is no error but no match.
 */
export function select(documents: string, collection: string, query: Query): Selection {
  const values: (string | number | boolean)[] = []
  const parameter = (value: string | number | boolean): string => `$${values.push(value)}`
  const conditions = [`collection = ${parameter(collection)}`]
  for (const [field, comparison, value] of query.where ?? []) {
    const name = `${parameter(field)}::text`
    const given = parameter(typeof value === 'string' ? escapeText(value) : value)
    conditions.push(
      `CASE WHEN jsonb_typeof(data->${name}) = '${typeName(value)}'
        THEN ${typed(value, name)} ${operators[comparison]} ${given}::${castOf(value)} ELSE false END`,
    )
  }
  const order: string[] = []
  if (query.orderBy) {
    const name = `${parameter(query.orderBy.field)}::text`
    conditions.push(`data->${name} IS NOT NULL`)
    order.push(...orderOf(name).map((expression) => `${expression} ${sqlDirection(query.orderBy?.direction)}`))
  }
  order.push(`id ${sqlDirection(query.orderBy?.direction ?? query.direction)}`)
  const limit = query.limit === undefined ? '' : ` LIMIT ${parameter(query.limit)}::bigint`
  return {
    sql: `SELECT id, data::text AS data FROM ${documents} WHERE ${conditions.join(' AND ')} ORDER BY ${order.join(', ')}${limit}`,
    values,
  }
}

/** Firestore's order: null, booleans, numbers, texts by their bytes, arrays, objects. */
function orderOf(name: string): string[] {
  return [
    `CASE jsonb_typeof(data->${name})
      WHEN 'null' THEN 0 WHEN 'boolean' THEN 1 WHEN 'number' THEN 2 WHEN 'string' THEN 3 WHEN 'array' THEN 4 ELSE 5 END`,
    `CASE WHEN jsonb_typeof(data->${name}) = 'number' THEN (data->>${name})::numeric END`,
    // false comes before true as a text too.
    `(data->>${name}) COLLATE "C"`,
  ]
}

function typed(value: string | number | boolean, name: string): string {
  if (typeof value === 'string') return `(data->>${name}) COLLATE "C"`
  return `(data->>${name})::${castOf(value)}`
}

function typeName(value: string | number | boolean): string {
  return typeof value
}

function castOf(value: string | number | boolean): string {
  if (typeof value === 'string') return 'text'
  return typeof value === 'number' ? 'numeric' : 'boolean'
}

function sqlDirection(direction: 'ascending' | 'descending' | undefined): string {
  return direction === 'descending' ? 'DESC' : 'ASC'
}
