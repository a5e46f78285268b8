import { randomUUID } from 'node:crypto'
import type { Pool } from 'pg'
import type { Transaction } from '../store.ts'
import { conflict } from '../transaction/attempts.ts'
import { buffer } from '../transaction/buffer.ts'
import { guardedTransaction, type Reads } from '../transaction/guard.ts'
import { netWrites } from '../transaction/net-writes.ts'
import type { Address } from './address.ts'
import { apply } from './apply.ts'
import type { Commits } from './commits.ts'
import { borrow, type Connection } from './connection.ts'
import { explain, isAnswered, isConflict } from './failure.ts'
import { readsOf } from './reads.ts'
import type { Tables } from './schema.ts'

/** What an attempt needs besides the work. Milliseconds. */
export interface Surroundings {
  readonly pool: Pool
  readonly tables: Tables
  readonly address: Address
  readonly commits: Commits
  /** How long the server may take over one statement. */
  readonly statementMs: number
  /** How long a work may think between two reads before the server gives its view up. */
  readonly idleMs: number
  /** How long it may hear nothing between the writes and the commit. */
  readonly silentMs: number
}

/**
 * Runs a transaction's work once, in one serializable transaction of the database: what is read shows one moment, and
 * nothing is locked by it. A connection is borrowed from the first read on. Writes are sent when the work has ended.
 *
 * Gives `conflict` when another transaction was in the way; nothing is applied then. Throws a
 * `DriverFailure` for what else the database did; nothing is applied then either, unless the error says that this is unknown.
 */
export async function attempt<Result>(
  surroundings: Surroundings,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result | typeof conflict> {
  const pending = buffer()
  let begun: Promise<Connection> | undefined
  let committed = false
  /** What the database did to this attempt, whatever the work makes of it: nothing can follow in the same transaction. */
  let failure: unknown

  function connection(): Promise<Connection> {
    begun ??= begin(surroundings)
    return begun
  }

  async function noting<Found>(read: (reads: Reads) => Promise<Found>): Promise<Found> {
    try {
      return await read(readsOf(await connection(), surroundings.tables))
    } catch (error) {
      failure ??= error
      throw explain(error, surroundings.address)
    }
  }

  const transaction = guardedTransaction(pending, {
    get: (collection, id) => noting((reads) => reads.get(collection, id)),
    list: (collection, query) => noting((reads) => reads.list(collection, query)),
  })

  try {
    const result = await work(transaction)
    pending.end()
    if (failure !== undefined) throw failure
    return (await finish()) ? result : conflict
  } catch (thrown) {
    const error = failure ?? thrown
    if (isConflict(error)) return conflict
    throw error
  } finally {
    pending.close()
    await release()
  }

  /** Writes and commits. False where the answer was lost and the commit is known never to be applied. */
  async function finish(): Promise<boolean> {
    const writes = netWrites(pending.writes)
    if (writes.length === 0 && begun === undefined) return true
    const lent = await connection()
    const id = randomUUID()
    if (writes.length > 0) await apply(lent, surroundings.tables, id, writes, surroundings.silentMs)
    try {
      await lent.run('COMMIT')
      committed = true
    } catch (error) {
      if (isAnswered(error) || writes.length === 0) throw error
      // Given back first: it counts against the connections that may be open.
      await release()
      return await surroundings.commits.wasApplied(id, error)
    }
    if (writes.length > 0) surroundings.commits.forget(id)
    return true
  }

  async function release(): Promise<void> {
    const lent = await begun?.catch(() => undefined)
    begun = undefined
    if (lent === undefined) return
    // What keeps it from rolling back also closes the connection, and that rolls back.
    if (!committed) await lent.run('ROLLBACK').catch(() => undefined)
    lent.giveBack()
  }
}

async function begin({ pool, statementMs, idleMs }: Surroundings): Promise<Connection> {
  const connection = await borrow(pool)
  try {
    // Scans of the whole table are kept out: they would count as having read everything, and so as a conflict with anyone.
    await connection.run(
      `BEGIN ISOLATION LEVEL SERIALIZABLE; SET LOCAL enable_seqscan = off;
       SET LOCAL statement_timeout = ${statementMs}; SET LOCAL idle_in_transaction_session_timeout = ${idleMs}`,
    )
    return connection
  } catch (error) {
    connection.giveBack('unfinished')
    throw error
  }
}
