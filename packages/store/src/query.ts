import { StoreError } from './error.ts'
import { checkField } from './names.ts'
import type { Query } from './store.ts'

const comparisons: readonly string[] = ['==', '<', '<=', '>', '>=']

/** Refuses with `bad-query` what no backend could answer, before anything is read. */
export function checkQuery(query: Query): void {
  for (const [field, comparison, value] of query.where ?? []) {
    checkField(field)
    if (!comparisons.includes(comparison)) refuse(`${JSON.stringify(comparison)} is no comparison`)
    const comparable = typeof value === 'string' || typeof value === 'boolean' || Number.isFinite(value)
    if (!comparable) refuse(`${field} can only be compared with a text, a finite number or a boolean`)
  }
  if (query.orderBy) checkField(query.orderBy.field)
  checkDirection(query.orderBy?.direction)
  checkDirection(query.direction)
  if (query.orderBy && query.direction) refuse('direction is for queries without orderBy')
  if (query.limit !== undefined && !(Number.isSafeInteger(query.limit) && query.limit > 0)) {
    refuse(`the limit ${query.limit} is no positive whole number`)
  }
}

function checkDirection(direction: string | undefined): void {
  if (direction === undefined || direction === 'ascending' || direction === 'descending') return
  refuse(`${JSON.stringify(direction)} is no direction`)
}

function refuse(reason: string): never {
  throw new StoreError('bad-query', `The query cannot be run: ${reason}.`, 'Correct the query where it is built.')
}
