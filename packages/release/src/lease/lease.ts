import type { Store } from '@kickai/store'
import type { Clock } from '../ports/clock.ts'
import type { Permit } from '../ports/permission.ts'
import type { Processes } from '../process/this-process.ts'
import { ReleaseError } from '../release-error.ts'
import { type LeaseRecord, readLease, writeLease } from './record.ts'
import type { LeaseTimes } from './times.ts'

/** The right to change an environment. */
export interface Lease {
  readonly token: number
  /** Whom it was taken from without being given back, where that process may live and wake up; absent otherwise. */
  readonly takenFrom?: Former
  /**
   * Makes sure that a change which takes at most `limitMs` may be sent: renews the lease, and writes down until when the
   * change may be under way, for which a takeover waits. Undefined: somebody else has the lease, or it was given back.
   */
  readonly permit: (limitMs: number) => Promise<Permit | undefined>
  /** The change was answered: nothing is under way any more. */
  readonly answered: () => Promise<void>
  /** How long the lease surely lasts without another word with the store, by the monotonic clock. Milliseconds, 0 where it is lost. */
  readonly leftMs: () => number
  /** Calls `fire` when half of the limit or less is left, for lack of a renewal; gives what takes that back. */
  readonly whenShort: (fire: () => void) => () => void
  /** Stops renewing without giving the lease back. */
  readonly stop: () => void
  /** Ends the lease, if it is still ours. Whoever has it next is told of `feared`, as of somebody whom it was taken from. */
  readonly giveBack: (feared?: Former) => Promise<void>
}

/** A holder that did not give its lease back. */
export interface Former {
  readonly holder: string
  /** The longest of its requests, in milliseconds. */
  readonly longestMs: number
}

export interface LeaseRefused {
  readonly refused: true
  readonly holder: string
  readonly release: string
  /** Until somebody else may take it, at the most. */
  readonly waitMs: number
  /** The lease as it was seen; another one, as soon as the holder has renewed it. */
  readonly seen: string
}

export interface LeaseWanted {
  readonly environment: string
  readonly holder: string
  readonly release: string
  readonly processes?: Processes
  /** A lease that the caller has seen unchanged for as long as it can last: it has run out, whatever the store's clock says. */
  readonly watched?: string
}

/**
 * Takes an environment's lease, or says who holds it. One that ran out may be taken over once nothing of its holder can
 * be under way any more; one whose holder is a process of this machine that is dead, at once. The token only grows.
 */
export async function takeLease(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  want: LeaseWanted,
): Promise<Lease | LeaseRefused> {
  const { environment, holder, release, processes } = want
  const sentAt = clock.monotonic()
  const now = await store.now()
  const answer = await store.transaction(
    async (transaction): Promise<LeaseRefused | Pick<Lease, 'token' | 'takenFrom'>> => {
      const before = await readLease(transaction, environment)
      const dead = before?.process !== undefined && processes?.isGone(before.process) === true
      const waitMs = before === undefined || dead ? 0 : waitFor(before, now, times)
      if (before !== undefined && waitMs > 0 && seenAs(before) !== want.watched)
        return { refused: true, holder: before.holder, release: before.release, waitMs, seen: seenAs(before) }
      const own: LeaseRecord = {
        token: (before?.token ?? 0) + 1,
        holder,
        release,
        expiresAt: now + times.limitMs,
        busyUntil: now,
        limitMs: times.limitMs,
        longestMs: times.requestMs,
        renewals: 0,
        ...(processes?.own && { process: processes.own }),
      }
      writeLease(transaction, environment, own)
      const former = before === undefined || dead || before.expiresAt === 0 ? undefined : formerOf(before, times)
      return { token: own.token, ...(former && { takenFrom: former }) }
    },
  )
  if ('refused' in answer) return answer
  return hold(store, clock, times, environment, answer, sentAt + times.limitMs)
}

/** How long a lease is still to be waited for: never longer than it was asked for, however the store's clock was set. */
export function waitFor(record: LeaseRecord, now: number, times: LeaseTimes): number {
  if (isFree(record)) return 0
  const { busyUntil = record.expiresAt + times.requestMs, limitMs = times.limitMs } = record
  const longest = Math.max(limitMs, record.longestMs ?? times.limitMs + times.requestMs)
  return Math.min(Math.max(record.expiresAt, busyUntil) - now, longest)
}

/**
 * Whether nobody has the lease: it was given back, or left behind in the name of somebody who may still have something
 * under way (`ranOut`).
 */
export function isFree({ expiresAt }: Pick<LeaseRecord, 'expiresAt'>): boolean {
  return expiresAt <= 1
}

/** Another text as soon as the holder has renewed the lease, or somebody else has it. */
export function seenAs({ token, renewals = 0, expiresAt }: LeaseRecord): string {
  return `${token} ${renewals} ${expiresAt}`
}

function formerOf({ holder, longestMs }: LeaseRecord, { requestMs }: LeaseTimes): Former {
  return { holder, longestMs: Math.max(longestMs ?? 0, requestMs) }
}

/**
 * One that is free at once, though not as if it were given back: what its holder may have under way is looked out for, or
 * what `feared` may have, whom its holder took it from. Neither can a renewal that is on its way bring it back.
 */
export function ranOut(record: LeaseRecord, feared?: Former): LeaseRecord {
  const free = { ...record, token: record.token + 1, expiresAt: 1, busyUntil: 1 }
  if (feared === undefined) return free
  // That its holder is dead says nothing of the one before.
  const { process: _process, ...withoutProcess } = free
  return {
    ...withoutProcess,
    holder: feared.holder,
    longestMs: Math.max(record.longestMs ?? 0, feared.longestMs),
  }
}

/** How often it is looked whether the lease was renewed after all. */
const shortMs = 500

function hold(
  store: Store,
  clock: Clock,
  times: LeaseTimes,
  environment: string,
  taken: Pick<Lease, 'token' | 'takenFrom'>,
  expires: number,
): Lease {
  const { token } = taken
  const ended = new AbortController()
  let expiresMonotonic = expires
  let busyUntil = 0
  const waiting = new Set<() => void>()

  /** Writes how long the lease and what is under way last from now on; false where it is not ours any more. */
  async function renew(): Promise<boolean> {
    if (ended.signal.aborted) return false
    const sentAt = clock.monotonic()
    const now = await store.now()
    const renewed = await store.transaction(async (transaction) => {
      const record = await readLease(transaction, environment)
      // One that ran out and that nobody has taken is still ours.
      if (record?.token !== token || record.expiresAt === 0) return false
      // Known only now: while this was waiting for the store, a permit may have been given.
      const busyMs = Math.max(0, busyUntil - sentAt)
      writeLease(transaction, environment, {
        ...record,
        expiresAt: now + times.limitMs,
        busyUntil: now + busyMs,
        longestMs: Math.max(record.longestMs ?? 0, busyMs),
        renewals: (record.renewals ?? 0) + 1,
      })
      return true
    })
    if (!renewed) ended.abort('lost')
    else if (!ended.signal.aborted) expiresMonotonic = sentAt + times.limitMs
    return renewed
  }

  async function keepRenewing(): Promise<void> {
    while (!ended.signal.aborted) {
      await clock.sleep(times.renewMs, ended.signal)
      if (ended.signal.aborted) return
      // A renewal that could not be made is tried again at the next turn; a permit is not given without one.
      await renew().catch(() => false)
    }
  }

  async function watchTime(): Promise<void> {
    const shortFrom = () => expiresMonotonic - times.limitMs / 2
    while (!ended.signal.aborted) {
      const plentyMs = shortFrom() - clock.monotonic()
      await clock.sleep(plentyMs > 0 ? plentyMs : shortMs, ended.signal)
      const now = clock.monotonic()
      // Whoever stood still for longer than the lease lasted has nothing left to save, and hears how things are.
      if (now >= shortFrom() && now < expiresMonotonic) for (const fire of waiting) fire()
    }
  }

  void keepRenewing()
  void watchTime()
  return {
    ...taken,
    async permit(limitMs) {
      const over = clock.monotonic() + limitMs
      busyUntil = Math.max(busyUntil, over)
      return (await renew()) ? { leftMs: () => (ended.signal.aborted ? 0 : over - clock.monotonic()) } : undefined
    },
    async answered() {
      const outlasts = busyUntil > expiresMonotonic
      busyUntil = 0
      // Only where a takeover would wait for it in vain; otherwise the next renewal says so.
      if (outlasts) await renew().catch(() => false)
    },
    leftMs: () => (ended.signal.aborted ? 0 : Math.max(0, expiresMonotonic - clock.monotonic())),
    whenShort(fire) {
      waiting.add(fire)
      return () => waiting.delete(fire)
    },
    stop: () => ended.abort('stopped'),
    async giveBack(feared) {
      ended.abort('given back')
      await store
        .transaction(async (transaction) => {
          const record = await readLease(transaction, environment)
          if (record?.token !== token) return
          writeLease(
            transaction,
            environment,
            feared === undefined ? { ...record, expiresAt: 0 } : ranOut(record, feared),
          )
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
