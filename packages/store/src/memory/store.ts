import { storeOverConnection } from '../sqlite/over-connection.ts'
import type { Store } from '../store.ts'
import { memoryConnection } from './connection.ts'
import { MemoryDocuments } from './documents.ts'

export interface MemoryOptions {
  /** Default: none yet. Give the same to several stores to have them share it. */
  readonly documents?: MemoryDocuments
  /** Waits so many milliseconds between two attempts of a transaction. Default: by the machine's clock. */
  readonly wait?: (ms: number) => Promise<unknown>
  /** The store's clock, milliseconds since 1970. Default the machine's. */
  readonly clock?: () => number
}

/**
 * Opens a store whose documents are in this process's memory and gone with it: for tests and simulations, which need
 * thousands of them a second. It keeps the contract of all stores.
 */
export function openMemoryStore(options: MemoryOptions = {}): Store {
  const { documents = new MemoryDocuments(), wait, clock = Date.now } = options
  const retry = { attempts: 20, jitter: Math.random, ...(wait && { wait }) }
  return storeOverConnection(memoryConnection(documents), 'in memory', retry, clock)
}
