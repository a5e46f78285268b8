import type { Store } from '../store.ts'
import { connection } from './connection.ts'
import { openFile } from './file.ts'
import { storeOverConnection } from './over-connection.ts'

export interface SqliteOptions {
  /** The file, made where it is missing; or `:memory:` for one that lives as long as the store. */
  readonly path: string
  /** How often a call is tried while other writers are faster, before `store-contention`. Default 20. */
  readonly attempts?: number
  /** Part of each wait between attempts, 0 up to 1. Default `Math.random`. */
  readonly jitter?: () => number
  /** The store's clock, milliseconds since 1970. Default the machine's, which all processes on one file share. */
  readonly clock?: () => number
  /** The file grows no further than this, as if the disk were full. Default: as far as the disk goes. */
  readonly largestBytes?: number
}

/** How long a statement may block this thread on another process's lock; beyond it, waiting gives way to other work. */
const busyMs = 50

/**
 * Opens a store in an SQLite file, shared by any number of processes on this machine. What a transaction has
 * answered is on the disk.
 *
 * Throws `store-unreadable` for a file that is damaged or not ours, `store-newer` for one of a newer version,
 * `store-unwritable`, `store-full`, and `store-contention` where another process keeps it locked for 5 seconds.
 */
export function openSqliteStore(options: SqliteOptions): Store {
  const { path } = options
  const database = openFile(path, busyMs)
  if (options.largestBytes !== undefined) {
    const pageBytes = Number(database.prepare('PRAGMA page_size').get()?.page_size)
    database.exec(`PRAGMA max_page_count = ${Math.max(1, Math.floor(options.largestBytes / pageBytes))}`)
  }
  const connected = connection(database, path)
  const retry = { attempts: options.attempts ?? 20, jitter: options.jitter ?? Math.random }
  return storeOverConnection(connected, path, retry, options.clock ?? Date.now)
}
