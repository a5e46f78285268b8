import type { Store } from '@kickai/store'
import { appendEvent, countEvents } from '../journal/environment-events.ts'
import type { Clock } from '../ports/clock.ts'
import type { Processes } from '../process/this-process.ts'
import { ReleaseError } from '../release-error.ts'
import { ranOut, seenAs, waitFor } from './lease.ts'
import { type LeaseRecord, readLease, writeLease } from './record.ts'
import type { LeaseTimes } from './times.ts'

/** Who takes a lease away, from which environment and why. */
export interface Unlocking {
  readonly environment: string
  readonly by: string
  readonly reason: string
  /** Also from a holder that lives. */
  readonly force: boolean
  readonly processes?: Processes
}

/** What was taken away; `unlocked: false` where the lease was free. */
export type Unlocked =
  | { readonly unlocked: false }
  | {
      readonly unlocked: true
      readonly holder: string
      readonly release: string
      readonly token: number
      readonly forced: boolean
      /**
       * A change that the former holder had begun may arrive until then (milliseconds since 1970, by the store's clock);
       * absent where it had none under way.
       */
      readonly stragglersUntil?: number
    }

const lookEveryMs = 250

/**
 * Frees an environment's lease at once and records who did it and why. The token grows, so that the former holder can
 * neither renew nor journal, and therefore begins nothing more; whoever has the lease next looks out for what it had under
 * way. `lease-alive` where the holder renews its lease, which takes a little more than one renewal to see; `force` does not
 * look.
 */
export async function unlock(store: Store, clock: Clock, times: LeaseTimes, want: Unlocking): Promise<Unlocked> {
  const found = await heldLease(store, times, want.environment)
  if (found === undefined) return { unlocked: false }
  if (!want.force && (await lives(store, clock, times, want, found)))
    throw new ReleaseError(
      'lease-alive',
      `${found.holder} is alive and carrying out ${found.release}.`,
      'Wait until it has ended, or end it; --force takes the lease away from it all the same.',
    )
  const now = await store.now()
  return await store.transaction(async (transaction): Promise<Unlocked> => {
    const record = await readLease(transaction, want.environment)
    const recorded = await countEvents(transaction, want.environment)
    if (record === undefined || waitFor(record, now, times) <= 0) return { unlocked: false }
    if (record.token !== found.token) throw movedOn(record)
    const { holder, release, token, busyUntil = record.expiresAt + times.requestMs } = record
    writeLease(transaction, want.environment, ranOut(record))
    const { environment, by, reason, force: forced } = want
    const event = { environment, at: now, kind: 'unlocked', by, reason, holder, release, token, forced } as const
    appendEvent(transaction, event, recorded)
    return {
      unlocked: true,
      holder,
      release,
      token,
      forced,
      ...(busyUntil > now && { stragglersUntil: busyUntil }),
    }
  })
}

/** The lease that somebody would have to wait for; undefined where it is free. */
async function heldLease(store: Store, times: LeaseTimes, environment: string): Promise<LeaseRecord | undefined> {
  const now = await store.now()
  const record = await store.transaction((transaction) => readLease(transaction, environment))
  return record !== undefined && waitFor(record, now, times) > 0 ? record : undefined
}

/** Whoever lives renews its lease within the time of a renewal. A process of this machine that is no more needs no such wait. */
async function lives(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  { environment, processes }: Unlocking,
  found: LeaseRecord,
): Promise<boolean> {
  if (found.process !== undefined && processes?.isGone(found.process)) return false
  const until = clock.monotonic() + times.renewMs * 1.5
  while (clock.monotonic() < until) {
    await clock.sleep(lookEveryMs)
    const record = await heldLease(store, times, environment)
    if (record === undefined || record.token !== found.token) return false
    if (seenAs(record) !== seenAs(found)) return true
  }
  return false
}

function movedOn({ holder, release }: LeaseRecord): ReleaseError {
  return new ReleaseError(
    'lease-alive',
    `${holder} has taken the lease meanwhile and is carrying out ${release}.`,
    'Nothing was taken away. Wait until that has ended.',
  )
}
