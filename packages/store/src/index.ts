export { StoreError, type StoreErrorCode } from './error.ts'
export { openSqliteStore, type SqliteOptions } from './sqlite/store.ts'
export type { Collection, Comparison, Data, Document, Query, Store, Transaction, Value } from './store.ts'
