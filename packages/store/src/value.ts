import { StoreError } from './error.ts'
import { indexEntries, mostIndexEntries } from './index-entries.ts'
import type { Data } from './store.ts'

const largestBytes = 1_048_576
const largestValueBytes = 1_048_487
const deepest = 20

/** A document ready to be written: its JSON, and the size by which Firestore would judge it. */
export interface Encoded {
  readonly json: string
  readonly bytes: number
}

/**
 * Turns a document's data into JSON, so that what the caller does to the object afterwards changes nothing.
 * Refuses with `bad-value` what JSON or Firestore would lose or refuse (undefined, NaN, dates, maps, arrays directly
 * within arrays, more than 20 levels), with all places named; and with `document-too-large` what is over 1 MiB or has too
 * many values, measured as Firestore measures, so that every backend draws the same line.
 */
export function encode(collection: string, id: string, data: Data): Encoded {
  const problems: string[] = []
  const bytes = nameBytes(collection, id) + 32 + measure(data, '', 1, problems)
  if (!isPlainObject(data)) problems.unshift('the document itself is not a plain object')
  if (problems.length > 0) {
    throw new StoreError(
      'bad-value',
      `The document ${collection}/${id} cannot be stored: ${problems.slice(0, 10).join('; ')}.`,
      'Store JSON values only: null, booleans, finite numbers, strings, plain objects, and arrays that hold no arrays; dates as text or milliseconds.',
    )
  }
  if (bytes > largestBytes) throw tooLarge(collection, id, `has ${bytes} bytes; at most ${largestBytes}`)
  if (bytes > largestValueBytes) {
    const field = Object.keys(data).find((name) => measure(data[name], name, 2, []) > largestValueBytes)
    if (field !== undefined)
      throw tooLarge(collection, id, `has a field of more than ${largestValueBytes} bytes; fewer`)
  }
  const entries = indexEntries(data)
  if (entries > mostIndexEntries) {
    throw tooLarge(collection, id, `has ${entries} values for Firestore's indexes; at most ${mostIndexEntries}`)
  }
  return { json: JSON.stringify(data), bytes }
}

function tooLarge(collection: string, id: string, fact: string): StoreError {
  return new StoreError(
    'document-too-large',
    `The document ${collection}/${id} ${fact} are allowed.`,
    'Split it into several documents.',
  )
}

/** Bytes of a value by Firestore's rules; adds what is wrong with it to `problems`. */
function measure(value: unknown, path: string, depth: number, problems: string[]): number {
  if (value === null || typeof value === 'boolean') return 1
  if (typeof value === 'string') return textBytes(value, path, problems)
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) problems.push(`${path} is ${value}`)
    return 8
  }
  if (depth > deepest) {
    problems.push(`${path} lies deeper than ${deepest} levels`)
    return 0
  }
  if (Array.isArray(value)) return measureArray(value, path, depth, problems)
  if (isPlainObject(value)) return measureObject(value, path, depth, problems)
  problems.push(`${path === '' ? 'it' : path} is ${kindOf(value)}`)
  return 0
}

function measureArray(values: readonly unknown[], path: string, depth: number, problems: string[]): number {
  let bytes = 0
  for (let index = 0; index < values.length; index++) {
    const value = values[index]
    if (Array.isArray(value)) problems.push(`${path}[${index}] is an array within an array`)
    else bytes += measure(value, `${path}[${index}]`, depth + 1, problems)
  }
  return bytes
}

function measureObject(value: object, path: string, depth: number, problems: string[]): number {
  let bytes = 0
  for (const [name, member] of Object.entries(value)) {
    const place = path === '' ? name : `${path}.${name}`
    if (name === '' || /^__.*__$/s.test(name) || Buffer.byteLength(name) > 1500) {
      problems.push(`${JSON.stringify(place.slice(0, 100))} is no allowed field name`)
      continue
    }
    bytes += textBytes(name, place, problems) + measure(member, place, depth + 1, problems)
  }
  return bytes
}

function textBytes(text: string, path: string, problems: string[]): number {
  if (!text.isWellFormed()) problems.push(`${path} holds half a character (a lone surrogate)`)
  return Buffer.byteLength(text) + 1
}

function nameBytes(collection: string, id: string): number {
  return collection.length + 1 + id.length + 1 + 16
}

function isPlainObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}

function kindOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value
  return `a ${value.constructor?.name ?? 'strange object'}`
}
