import type { Store } from '@kickai/store'
import { appendEvent, countEvents } from '../journal/environment-events.ts'
import type { Clock } from '../ports/clock.ts'
import { ReleaseError } from '../release-error.ts'
import { type LeaseRecord, type LeaseTimes, leases } from './lease.ts'

/** Who takes a lease away, from which environment and why. */
export interface Unlocking {
  readonly environment: string
  readonly by: string
  readonly reason: string
  /** Also from a holder that lives. */
  readonly force: boolean
}

/** What was taken away; `unlocked: false` where nobody held anything. */
export type Unlocked =
  | { readonly unlocked: false }
  | {
      readonly unlocked: true
      readonly holder: string
      readonly release: string
      readonly token: number
      readonly forced: boolean
      /** A request that the former holder had begun may arrive until then at the latest; milliseconds, by the store's clock. */
      readonly stragglersUntil: number
    }

const lookEveryMs = 250

/**
 * Frees an environment's lease at once and records who did it and why. The token grows, so that the former holder can
 * neither renew nor journal, and therefore begins nothing more. `lease-alive` where the holder renews it, which takes a
 * little more than one renewal to see; `force` does not look.
 */
export async function unlock(store: Store, clock: Clock, times: LeaseTimes, want: Unlocking): Promise<Unlocked> {
  const found = await heldLease(store, want.environment)
  if (found === undefined) return { unlocked: false }
  const lives = !want.force && (await isRenewed(store, clock, times, want.environment, found))
  if (lives)
    throw new ReleaseError(
      'lease-alive',
      `${found.holder} is alive and carrying out ${found.release}.`,
      'Wait until it has ended, or end it; --force takes the lease away from it all the same.',
    )
  const now = await store.now()
  return await store.transaction(async (transaction): Promise<Unlocked> => {
    const record = (await transaction.get(leases, want.environment)) as LeaseRecord | undefined
    const recorded = await countEvents(transaction, want.environment)
    if (record === undefined || record.expiresAt === 0) return { unlocked: false }
    const { holder, release, token, expiresAt } = record
    // Somebody else has taken it over while we looked: nobody has asked to take it from them.
    if (token !== found.token) throw movedOn(record)
    transaction.set(leases, want.environment, { token: token + 1, holder: '', release: '', expiresAt: 0 })
    const forced = want.force && expiresAt > now
    const { environment, by, reason } = want
    appendEvent(
      transaction,
      { environment, at: now, kind: 'unlocked', by, reason, holder, release, token, forced },
      recorded,
    )
    return { unlocked: true, holder, release, token, forced, stragglersUntil: expiresAt + times.requestMs }
  })
}

/** The lease that somebody holds or held until it ran out; undefined where it was given back. */
async function heldLease(store: Store, environment: string): Promise<LeaseRecord | undefined> {
  const record = (await store.get(leases, environment)) as LeaseRecord | undefined
  return record === undefined || record.expiresAt === 0 ? undefined : record
}

/** Whoever lives moves the lease's end away within the time of a renewal; one that ran out is nobody's. */
async function isRenewed(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  environment: string,
  found: LeaseRecord,
): Promise<boolean> {
  const until = clock.monotonic() + times.renewMs * 1.5
  for (;;) {
    const record = await heldLease(store, environment)
    if (record === undefined || record.token !== found.token) return false
    if (record.expiresAt > found.expiresAt) return true
    if (record.expiresAt <= (await store.now()) || clock.monotonic() >= until) return false
    await clock.sleep(lookEveryMs)
  }
}

function movedOn({ holder, release }: LeaseRecord): ReleaseError {
  return new ReleaseError(
    'lease-alive',
    `${holder} has taken the lease meanwhile and is carrying out ${release}.`,
    'Nothing was taken away. Wait until that has ended.',
  )
}
