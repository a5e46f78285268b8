import type { Pool, PoolConfig } from 'pg'
import { loadDriver } from '../driver/driver.ts'
import { closed as alreadyClosed, overtaken } from '../refusal.ts'
import { revealed, type Secret } from '../secret.ts'
import type { Store } from '../store.ts'
import { attemptUntilSettled, conflict } from '../transaction/attempts.ts'
import { checkedReads } from '../transaction/guard.ts'
import { type Address, addressOf } from './address.ts'
import { attempt } from './attempt.ts'
import { commitsOf } from './commits.ts'
import { type Connection, lend } from './connection.ts'
import { explain, isLost, isWithoutTls } from './failure.ts'
import { readsOf } from './reads.ts'
import { prepare, type Tables, tablesIn } from './schema.ts'

/** Times are milliseconds. */
export interface PostgresOptions {
  /** `postgres://USER:PASSWORD@HOST:PORT/DATABASE?sslmode=…`; TLS as `sslmode` says. */
  readonly url: Secret
  /** Where the tables lie, made at the first use. Default `kickai`. */
  readonly schema?: string
  /** How many connections may be open at once. Default 5. */
  readonly connections?: number
  /** How often a transaction is tried while others are faster, before `store-contention`. Default 20. */
  readonly attempts?: number
  /** Part of each wait between attempts, 0 up to 1. Default `Math.random`. */
  readonly jitter?: () => number
  /** How long a connection may take to be made or to become free. Default 5 s. */
  readonly connectMs?: number
  /** How long one statement may take. Default 10 s. */
  readonly statementMs?: number
  /** How long a transaction's work may take between two reads. Default 60 s. */
  readonly idleMs?: number
  /** How long is tried again when a connection is lost, and how long for the outcome of a commit. Default 10 s. */
  readonly patienceMs?: number
}

/**
 * Opens a store in a Postgres database, shared by machines. What a transaction has answered is as safe as the database
 * makes it. The package `pg` is loaded here and nowhere before.
 *
 * Throws `bad-store-url`, `store-driver-missing`, `store-unreachable`, `store-refused`, `store-unwritable`,
 * `store-unreadable`, `store-newer`; later also `store-busy`, `store-timeout` and `store-outcome-unknown`. The password is
 * in none of them.
 */
export async function openPostgresStore(options: PostgresOptions): Promise<Store> {
  const { default: driver } = await loadDriver('pg', () => import('pg'))
  const address = addressOf(revealed(options.url), driver.Client)
  const tables = tablesIn(options.schema ?? 'kickai')
  const pool = await openPool(address, tables, options, (config) => new driver.Pool(config))
  const { statementMs = 10_000, idleMs = 60_000, patienceMs = 10_000 } = options
  const commits = commitsOf(pool, tables, address, patienceMs)
  // Shorter than the outcome of a commit is asked for: then a transaction that is held up has ended by itself.
  const silentMs = Math.min(5_000, Math.ceil(patienceMs / 2))
  const surroundings = { pool, tables, address, commits, statementMs, idleMs, silentMs }
  const retry = { attempts: options.attempts ?? 20, jitter: options.jitter ?? Math.random }
  let closed = false

  /** Tries again while others are faster, and for a while when the connection is lost. */
  async function settled<Result>(once: () => Promise<Result | typeof conflict>): Promise<Result> {
    const until = performance.now() + patienceMs
    let lost: unknown
    const result = await attemptUntilSettled(async () => {
      if (closed) throw alreadyClosed(address.place)
      try {
        lost = undefined
        return await once()
      } catch (error) {
        if (!isLost(error) || performance.now() > until) throw explain(error, address)
        lost = error
        return conflict
      }
    }, retry)
    if (result !== conflict) return result
    throw lost === undefined ? overtaken(address.place, retry.attempts) : explain(lost, address)
  }

  const reading = <Result>(read: (connection: Connection) => Promise<Result>) => settled(() => lend(pool, read))

  return {
    ...checkedReads({
      get: (collection, id) => reading((connection) => readsOf(connection, tables).get(collection, id)),
      list: (collection, query) => reading((connection) => readsOf(connection, tables).list(collection, query)),
    }),
    transaction: (work) => settled(() => attempt(surroundings, work)),
    now: () => reading(databaseClock),
    async close() {
      if (closed) return
      closed = true
      await commits.tidy()
      await pool.end()
    },
  }
}

async function databaseClock(connection: Connection): Promise<number> {
  const [row] = await connection.rows('SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint AS now')
  return Number(row?.now)
}

/** Connects in the way that the URL asks for, and makes sure of the tables. */
async function openPool(
  address: Address,
  tables: Tables,
  options: PostgresOptions,
  poolOf: (config: PoolConfig) => Pool,
): Promise<Pool> {
  const { connections: max = 5, connectMs = 5_000, statementMs = 10_000 } = options
  const [first, ...others] = address.encryptions
  const open = async (ssl: PoolConfig['ssl']): Promise<Pool> => {
    const pool = poolOf({
      connectionString: address.connectionString,
      ...(ssl !== undefined && { ssl }),
      max,
      connectionTimeoutMillis: connectMs,
      // Longer than the server's own limit, which comes first while the server can be heard.
      query_timeout: statementMs + 1_000,
      keepAlive: true,
      application_name: 'kickai',
    })
    // A connection that is lost while nobody uses it is replaced when one is needed.
    pool.on('error', () => undefined)
    try {
      await prepare(pool, tables, address.place)
      return pool
    } catch (error) {
      await pool.end()
      throw error
    }
  }
  try {
    return await open(first).catch((error: unknown) => {
      if (others.length === 0 || !isWithoutTls(error)) throw error
      return open(others[0])
    })
  } catch (error) {
    throw explain(error, address)
  }
}
