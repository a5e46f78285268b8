import type { Data, Store } from '@kickai/store'
import type { Clock } from '../ports/clock.ts'
import { ReleaseError } from '../release-error.ts'

/** How long a lease lasts. Milliseconds. */
export interface LeaseTimes {
  readonly limitMs: number
  readonly renewMs: number
  /** The longest a request to the platform may take; an effect is sent only while the lease lasts longer than that. */
  readonly requestMs: number
}

export const defaultLeaseTimes: LeaseTimes = { limitMs: 15_000, renewMs: 5_000, requestMs: 8_000 }

/** The right to change an environment. */
export interface Lease {
  readonly token: number
  /** Whether an effect that takes at most `requestMs` may be begun now; goes by the monotonic clock. */
  readonly holds: () => boolean
  /** Renews now, for a holder that finds too little left; `holds` tells whether it helped. */
  readonly renew: () => Promise<void>
  /** Stops renewing without giving the lease back. */
  readonly stop: () => void
  /** Ends the lease, if it is still ours. */
  readonly giveBack: () => Promise<void>
}

export interface LeaseRefused {
  readonly refused: true
  readonly holder: string
  readonly release: string
  /** Until somebody else may take it. */
  readonly waitMs: number
}

/** A lease as it is stored, below `leases`, by environment. */
export interface LeaseRecord {
  readonly token: number
  readonly holder: string
  readonly release: string
  /** By the store's clock. 0: given back. */
  readonly expiresAt: number
}

export const leases = 'leases'

/**
 * Takes an environment's lease, or says who holds it. A lease that ran out may be taken over only after another
 * `requestMs`, because its holder may have sent a request just before. The token only grows.
 */
export async function takeLease(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  want: { readonly environment: string; readonly holder: string; readonly release: string },
): Promise<Lease | LeaseRefused> {
  const sentAt = clock.monotonic()
  const now = await store.now()
  const answer = await store.transaction(async (transaction): Promise<LeaseRefused | number> => {
    const record = (await transaction.get(leases, want.environment)) as LeaseRecord | undefined
    const freeAt = record === undefined || record.expiresAt === 0 ? 0 : record.expiresAt + times.requestMs
    if (record !== undefined && now < freeAt)
      return { refused: true, holder: record.holder, release: record.release, waitMs: freeAt - now }
    const token = (record?.token ?? 0) + 1
    transaction.set(
      leases,
      want.environment,
      asData({ token, holder: want.holder, release: want.release, expiresAt: now + times.limitMs }),
    )
    return token
  })
  return typeof answer === 'number'
    ? hold(store, clock, times, want.environment, answer, sentAt + times.limitMs)
    : answer
}

function hold(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  environment: string,
  token: number,
  expires: number,
): Lease {
  const ended = new AbortController()
  let expiresMonotonic = expires

  async function renew(): Promise<void> {
    const sentAt = clock.monotonic()
    const now = await store.now()
    const renewed = await store.transaction(async (transaction) => {
      const record = (await transaction.get(leases, environment)) as LeaseRecord | undefined
      if (record?.token !== token || record.expiresAt === 0 || record.expiresAt <= now) return false
      transaction.set(leases, environment, asData({ ...record, expiresAt: now + times.limitMs }))
      return true
    })
    if (!renewed) ended.abort()
    else if (!ended.signal.aborted) expiresMonotonic = sentAt + times.limitMs
  }

  async function keepRenewing(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(times.renewMs, ended.signal)
      if (ended.signal.aborted) return
      // A renewal that could not be made is tried again at the next turn; `holds` tells in time that it runs out.
      await renew().catch(() => undefined)
    }
  }

  void keepRenewing()
  return {
    token,
    renew,
    holds: () => !ended.signal.aborted && clock.monotonic() + times.requestMs <= expiresMonotonic,
    stop: () => ended.abort(),
    async giveBack() {
      ended.abort()
      await store
        .transaction(async (transaction) => {
          const record = (await transaction.get(leases, environment)) as LeaseRecord | undefined
          if (record?.token === token) transaction.set(leases, environment, asData({ ...record, expiresAt: 0 }))
        })
        .catch((error: unknown) => {
          throw new ReleaseError(
            'lease-not-returned',
            `The lease of ${environment} could not be given back.`,
            `It runs out by itself after ${Math.ceil(times.limitMs / 1000)} s.`,
            { cause: error },
          )
        })
    },
  }
}

function asData(record: LeaseRecord): Data {
  return { ...record }
}
