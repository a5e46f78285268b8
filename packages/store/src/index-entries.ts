import type { Data, Value } from './store.ts'

/** Firestore refuses a document that would have more. */
export const mostIndexEntries = 40_000

/**
 * How many entries a document has in the indexes that Firestore keeps by itself: two for each field, those within objects
 * too, for both directions; and one for each member of an array.
 */
export function indexEntries(data: Data): number {
  return Object.values(data).reduce<number>((sum, value) => sum + 2 + below(value), 0)
}

function below(value: Value): number {
  if (typeof value !== 'object' || value === null) return 0
  return Array.isArray(value) ? value.length : indexEntries(value)
}
