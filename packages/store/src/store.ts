/**
 * Documents with transactions: one contract for every backend. The limits are Firestore's, on every backend, so that
 * what passes on SQLite passes there: a transaction reads before it writes, its function may run again, a document
 * is at most 1 MiB.
 */

/** What a document holds: JSON values only. */
export type Value = null | boolean | number | string | Value[] | { [field: string]: Value }
export type Data = { [field: string]: Value }

/** A stored document. `id` is unique in its collection. */
export interface Document {
  readonly id: string
  readonly data: Data
}

export type Comparison = '==' | '<' | '<=' | '>' | '>='

/** Which documents of a collection; ordered by `orderBy`, then by id. Fields are top-level names. */
export interface Query {
  readonly where?: readonly (readonly [field: string, comparison: Comparison, value: string | number | boolean])[]
  readonly orderBy?: { readonly field: string; readonly direction?: 'ascending' | 'descending' }
  /** Documents are ordered by id where `orderBy` is absent; 'descending' turns that around. */
  readonly direction?: 'ascending' | 'descending'
  readonly limit?: number
}

/**
 * A collection is a path with an odd number of parts, such as `teams` or `teams/T1/players`. A part or an id is
 * 1 to 200 characters out of letters, digits, `-`, `_`, `.`, `:`.
 */
export type Collection = string

export interface Transaction {
  get(collection: Collection, id: string): Promise<Data | undefined>
  list(collection: Collection, query?: Query): Promise<Document[]>
  /** Fails the transaction with `document-exists` where the id is taken. */
  create(collection: Collection, id: string, data: Data): void
  /** Replaces the whole document, or makes it. */
  set(collection: Collection, id: string, data: Data): void
  delete(collection: Collection, id: string): void
}

export interface Store {
  get(collection: Collection, id: string): Promise<Data | undefined>
  list(collection: Collection, query?: Query): Promise<Document[]>
  /**
   * Runs `work` against one consistent view and applies all its writes, or none. `work` may run again when another
   * writer was faster, so it must have no effect but through `transaction`. An error it throws ends it unapplied.
   */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>
  /** The store's own clock, milliseconds since 1970. Expiry goes by this clock, not by the caller's. */
  now(): Promise<number>
  close(): Promise<void>
}
