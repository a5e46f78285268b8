import { StoreError } from './error.ts'

const part = /^[A-Za-z0-9\-_.:]{1,200}$/
/** Firestore keeps these for itself, or cannot take them as an id. */
const reserved = /^(\.|\.\.|__.*__)$/
const field = /^[A-Za-z_][A-Za-z0-9_]{0,199}$/

/** Refuses a collection that is not a path of an odd number of allowed parts, with `bad-name`. */
export function checkCollection(collection: string): void {
  const parts = typeof collection === 'string' ? collection.split('/') : []
  if (parts.length % 2 === 1 && parts.every(allowed)) return
  throw new StoreError(
    'bad-name',
    `${JSON.stringify(collection)} is no collection: it is a path with an odd number of parts, such as teams or teams/T1/players.`,
    'Build each part out of 1 to 200 letters, digits, - _ . and : (not "." or "..", not in double underscores).',
  )
}

/** Refuses an id that is not one allowed part, with `bad-name`. */
export function checkId(id: string): void {
  if (allowed(id)) return
  throw new StoreError(
    'bad-name',
    `${JSON.stringify(id)} is no document id.`,
    'Build it out of 1 to 200 letters, digits, - _ . and : (not "." or "..", not in double underscores).',
  )
}

/** Refuses a query's field that is not a plain top-level name, with `bad-query`. */
export function checkField(name: string): void {
  if (typeof name === 'string' && field.test(name) && !reserved.test(name)) return
  throw new StoreError(
    'bad-query',
    `${JSON.stringify(name)} is no field that a query can name.`,
    'Name a top-level field out of letters, digits and _, not beginning with a digit.',
  )
}

function allowed(name: string): boolean {
  return typeof name === 'string' && part.test(name) && !reserved.test(name)
}
