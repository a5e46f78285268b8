import { exists } from '../refusal.ts'
import type { Transaction } from '../store.ts'
import { conflict } from '../transaction/attempts.ts'
import { buffer } from '../transaction/buffer.ts'
import { guardedTransaction } from '../transaction/guard.ts'
import type { Connection } from './connection.ts'
import { isBusy } from './failure.ts'

/**
 * Runs a transaction's work once. Nothing is locked while it runs: what it read is remembered, and its writes are
 * applied at the end under a short lock, if all that it read still holds. Each read also looks whether the earlier ones
 * still hold, so the work never sees two moments at once, and an error that it throws was not caused by such a mixture.
 *
 * Gives `conflict` when another writer was faster or held the file; nothing is applied then.
 */
export async function attempt<Result>(
  connection: Connection,
  work: (transaction: Transaction) => Promise<Result>,
): Promise<Result | typeof conflict> {
  const pending = buffer()
  const stillHold: (() => boolean)[] = []
  let readAt: number | undefined
  let stale = false

  function holds(sequence: number): boolean {
    return readAt === undefined || sequence === readAt || stillHold.every((check) => check())
  }

  function read<Found>(look: () => { found: Found; check: () => boolean }): Found {
    try {
      return connection.within('BEGIN', () => {
        const sequence = connection.sequence()
        if (stale || !holds(sequence)) throw staleError()
        readAt = sequence
        const { found, check } = look()
        stillHold.push(check)
        return found
      })
    } catch (error) {
      stale ||= isBusy(error) || isStale(error)
      throw error
    }
  }

  const transaction = guardedTransaction(pending, {
    get: async (collection, id) =>
      read(() => {
        const row = connection.row(collection, id)
        return { found: row?.data, check: () => connection.version(collection, id) === row?.version }
      }),
    list: async (collection, query) =>
      read(() => {
        const { documents, fingerprint } = connection.list(collection, query)
        return { found: documents, check: () => connection.fingerprint(collection, query) === fingerprint }
      }),
  })

  try {
    const result = await work(transaction)
    pending.end()
    if (stale) return conflict
    return pending.writes.length === 0 || commit() ? result : conflict
  } catch (error) {
    if (stale) return conflict
    throw error
  } finally {
    pending.close()
  }

  function commit(): boolean {
    try {
      return connection.within('BEGIN IMMEDIATE', () => {
        const sequence = connection.sequence()
        if (!holds(sequence)) return false
        for (const write of pending.writes) {
          if (!connection.apply(write, sequence + 1)) throw exists(write.collection, write.id)
        }
        connection.setSequence(sequence + 1)
        return true
      })
    } catch (error) {
      if (isBusy(error)) return false
      throw error
    }
  }
}

/** Ends a work early whose reads have been overtaken; never reaches the caller of the store. */
const overtaken = Symbol('overtaken')

function staleError(): Error {
  return Object.assign(new Error('Another writer changed what this transaction has read; it runs again.'), {
    [overtaken]: true,
  })
}

function isStale(error: unknown): boolean {
  return error instanceof Error && overtaken in error
}
