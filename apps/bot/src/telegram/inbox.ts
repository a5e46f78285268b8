import type { Update } from '@grammyjs/types'
import type { Store, Transaction } from '@kickai/store'
import { orderedId } from '../club/change.ts'
import type { BotCollections } from './collections.ts'
import type { Lease } from './lease.ts'

/** How the work of an update ended. */
export type WorkOutcome = 'done' | 'refused' | 'ignored' | 'failed'

/**
 * Stores updates before any work, each once: one that is already stored, or whose work is done, is left out of the
 * answer. Throws `LeaseLostError`; then nothing is stored, and who has the lease gets them from Telegram again.
 */
export async function storeUpdates(
  store: Store,
  collections: BotCollections,
  lease: Lease,
  updates: readonly Update[],
): Promise<Update[]> {
  return store.transaction(async (transaction) => {
    await lease.check(transaction)
    const fresh: Update[] = []
    for (const update of updates) {
      if (!(await isKnown(transaction, collections, orderedId(update.update_id)))) fresh.push(update)
    }
    for (const update of fresh) {
      transaction.create(collections.waiting, orderedId(update.update_id), { json: JSON.stringify(update) })
    }
    return fresh
  })
}

async function isKnown(transaction: Transaction, collections: BotCollections, id: string): Promise<boolean> {
  const waits = await transaction.get(collections.waiting, id)
  return waits !== undefined || (await transaction.get(collections.handled, id)) !== undefined
}

/** The updates whose work has not been done, oldest first. */
export async function waitingUpdates(store: Store, collections: BotCollections): Promise<Update[]> {
  const documents = await store.list(collections.waiting)
  return documents.map(({ data }) => JSON.parse(data.json as string) as Update)
}

/** Whether an update still waits; part of the transaction that does its work. */
export async function stillWaits(
  transaction: Transaction,
  collections: BotCollections,
  update: number,
): Promise<boolean> {
  return (await transaction.get(collections.waiting, orderedId(update))) !== undefined
}

/** Marks an update's work as done, in the transaction that did it. What the update said is not kept. */
export function markHandled(
  transaction: Transaction,
  collections: BotCollections,
  update: number,
  outcome: WorkOutcome,
  at: string,
): void {
  transaction.delete(collections.waiting, orderedId(update))
  transaction.set(collections.handled, orderedId(update), { outcome, at })
}
