export type { Collection, Comparison, Data, Document, Query, Store, Transaction, Value } from './store.ts'
