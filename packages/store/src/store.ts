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

/**
 * Which documents of a collection. Fields are top-level names out of letters, digits and `_`. Values of different types
 * never compare: `['age', '<', 7]` finds no document whose `age` is a text.
 */
export interface Query {
  readonly where?: readonly (readonly [field: string, comparison: Comparison, value: string | number | boolean])[]
  /**
   * Ordered by this field, then by id in the same direction. Documents without the field are left out. Types come in
   * the order null, booleans, numbers, texts; texts by their UTF-8 bytes.
   */
  readonly orderBy?: { readonly field: string; readonly direction?: 'ascending' | 'descending' }
  /** Documents are ordered by id where `orderBy` is absent; 'descending' turns that around. Not beside `orderBy`. */
  readonly direction?: 'ascending' | 'descending'
  /** At most so many, 1 or more. */
  readonly limit?: number
}

/**
 * A collection is a path with an odd number of parts, such as `teams` or `teams/T1/players`. A part or an id is
 * 1 to 200 characters out of letters, digits, `-`, `_`, `.`, `:`; not `.` or `..`, and not in double underscores.
 */
export type Collection = string

/**
 * What a transaction's work may do: first all reads, then writes (`read-after-write` otherwise). Reads show one moment;
 * they never show the transaction's own writes. What is written is taken as it is at the call. Not to be used once the
 * work has ended (`transaction-over`).
 */
export interface Transaction {
  get(collection: Collection, id: string): Promise<Data | undefined>
  list(collection: Collection, query?: Query): Promise<Document[]>
  /** Fails the transaction with `document-exists` where the id is taken. */
  create(collection: Collection, id: string, data: Data): void
  /** Replaces the whole document, or makes it. */
  set(collection: Collection, id: string, data: Data): void
  /** Harmless where there is no such document. */
  delete(collection: Collection, id: string): void
}

/**
 * Every method refuses bad names (`bad-name`), queries (`bad-query`), values (`bad-value`) and documents over 1 MiB
 * (`document-too-large`), and any of them after `close` (`store-closed`). A store that is on another machine may also be
 * `store-unreachable`, `store-busy` or too slow (`store-timeout`). What is thrown is a `StoreError`, or what `work` threw.
 */
export interface Store {
  get(collection: Collection, id: string): Promise<Data | undefined>
  list(collection: Collection, query?: Query): Promise<Document[]>
  /**
   * Runs `work` against one consistent view and applies all its writes, or none. `work` may run again when another
   * writer was faster, so it must have no effect but through `transaction`. An error it throws ends it unapplied.
   * Gives up with `store-contention` when others were faster too many times. While `work` runs SQLite and Postgres hold no
   * lock; Firestore may let other writers of what was read wait for its end.
   *
   * `store-outcome-unknown` says that the answer to the commit was lost and nobody could be asked for it. Every other
   * error means that nothing was applied.
   */
  transaction<Result>(work: (transaction: Transaction) => Promise<Result>): Promise<Result>
  /** The store's own clock, milliseconds since 1970. Expiry goes by this clock, not by the caller's. */
  now(): Promise<number>
  /** Harmless when closed already. */
  close(): Promise<void>
}
