import type { Data, Transaction } from '@kickai/store'
import type { HolderProcess } from '../process/this-process.ts'

/** A lease as it lies in the store. Times by the store's clock, milliseconds since 1970. */
export interface LeaseRecord {
  readonly token: number
  readonly holder: string
  readonly release: string
  /** 0: given back. */
  readonly expiresAt: number
  /** Until when a request of the holder's may be under way; absent in records of earlier versions. */
  readonly busyUntil?: number
  /** For how long the holder asked, at the last renewal and for its longest request; a lease never lasts longer than the longer one. */
  readonly limitMs?: number
  readonly longestMs?: number
  /** Counts the writes, so that somebody who watches sees whether the holder lives. */
  readonly renewals?: number
  readonly process?: HolderProcess
}

const leases = 'leases'

export async function readLease(transaction: Transaction, environment: string): Promise<LeaseRecord | undefined> {
  return (await transaction.get(leases, environment)) as LeaseRecord | undefined
}

export function writeLease(transaction: Transaction, environment: string, record: LeaseRecord): void {
  const { process, ...plain } = record
  const data: Data = { ...plain, ...(process && { process: { ...process } }) }
  transaction.set(leases, environment, data)
}
