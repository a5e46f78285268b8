import type { Store, Transaction } from '@kickai/store'

/** The right to poll and to act for a bot. Of all the processes on one store, at most one has it. */
export interface Lease {
  /** Grows with every taking; what an earlier holder still tries is refused by it. */
  readonly token: number
  /** Throws `LeaseLostError` where another process has taken the lease since; part of every transaction that acts. */
  check(transaction: Transaction): Promise<void>
  /** Makes the time limit run anew. Throws `LeaseLostError`. */
  renew(): Promise<void>
  /** How long the lease holds for sure, by a clock that nobody can set; 0 and less when it may be over. */
  leftMilliseconds(): number
  /** Lets the next process take it at once. Does nothing where another already has it. */
  release(): Promise<void>
}

type LeaseRecord = { readonly holder: string; readonly token: number; readonly expiresAt: number }

/** Another process has taken the lease; this one must stop acting. */
export class LeaseLostError extends Error {
  readonly code = 'lease-lost'
  readonly wayOut = 'Nothing needs to be done: the other process goes on.'

  constructor() {
    super('Another process has taken over.')
    this.name = 'LeaseLostError'
  }
}

const id = 'polling'

export interface LeaseOptions {
  readonly store: Store
  readonly collection: string
  /** A name that no other process has. */
  readonly holder: string
  readonly limitMilliseconds: number
}

/** Takes the lease if it is free, given back or run out; undefined where another process holds it. */
export async function takeLease(options: LeaseOptions): Promise<Lease | undefined> {
  const { store, collection, holder, limitMilliseconds } = options
  // A look without a transaction first, because standby processes look several times a second.
  if (!isFree(await readLease(store, collection), await store.now())) return undefined
  const begun = performance.now()
  const now = await store.now()
  const token = await store.transaction(async (transaction) => {
    const current = await readLease(transaction, collection)
    if (!isFree(current, now)) return undefined
    const next = (current?.token ?? 0) + 1
    transaction.set(collection, id, { holder, token: next, expiresAt: now + limitMilliseconds })
    return next
  })
  return token === undefined ? undefined : heldLease(options, token, begun + limitMilliseconds)
}

function heldLease(options: LeaseOptions, token: number, until: number): Lease {
  const { store, collection, holder, limitMilliseconds } = options
  let heldUntil = until

  async function check(transaction: Transaction): Promise<void> {
    const current = await readLease(transaction, collection)
    if (current?.token !== token) throw new LeaseLostError()
  }

  async function write(expiresAt: number): Promise<void> {
    await store.transaction(async (transaction) => {
      await check(transaction)
      transaction.set(collection, id, { holder, token, expiresAt })
    })
  }

  return {
    token,
    check,
    async renew() {
      const begun = performance.now()
      await write((await store.now()) + limitMilliseconds)
      heldUntil = begun + limitMilliseconds
    },
    leftMilliseconds: () => heldUntil - performance.now(),
    async release() {
      heldUntil = 0
      try {
        await write(0)
      } catch (error) {
        if (!(error instanceof LeaseLostError)) throw error
      }
    },
  }
}

async function readLease(from: Pick<Transaction, 'get'>, collection: string): Promise<LeaseRecord | undefined> {
  return (await from.get(collection, id)) as LeaseRecord | undefined
}

function isFree(record: LeaseRecord | undefined, now: number): boolean {
  return record === undefined || record.expiresAt <= now
}
