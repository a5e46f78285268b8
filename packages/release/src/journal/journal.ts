import type { Store, Transaction } from '@kickai/store'
import { apply } from '../machine/apply.ts'
import type { Event } from '../machine/event.ts'
import { initial, type ReleaseState } from '../machine/state.ts'
import { markUntallied } from '../metrics/untallied.ts'
import type { Plan } from '../plan/plan.ts'
import { ReleaseError } from '../release-error.ts'
import { asData } from './as-data.ts'
import { asItWent, asRecorded, completed, goesBack } from './earlier-versions.ts'
import type { Entry, Intent } from './entry.ts'
import { demandKnownFormat, markFormat } from './format.ts'

/** What is kept of every release beside its entries, so that lists need not read them all. */
export interface ReleaseHead {
  readonly release: string
  readonly environment: string
  readonly entries: number
  readonly plannedAt: number
  /** Nothing is left to be done for it. */
  readonly closed: boolean
  /** It was marked to be counted, which happens once. */
  readonly marked?: boolean
  /** The fencing token of its newest entry that was written under a lease; earlier versions did not keep it here. */
  readonly token?: number
}

/**
 * Those that changed their environment last come first, which no clock and no waiting for a person can confuse: tokens only
 * grow. Those without one come by their ids.
 */
export function lastChangedFirst(heads: readonly ReleaseHead[]): ReleaseHead[] {
  return heads.toSorted(
    (left, right) => (right.token ?? 0) - (left.token ?? 0) || (left.release < right.release ? 1 : -1),
  )
}

/**
 * The append-only record of everything releases intended, did and saw: collection `releases` with a head for each, and
 * `releases/<id>/entries`. An entry written under a lease is refused once somebody else holds a newer one, so a holder
 * that slept through its lease can't record, and therefore not begin, anything more.
 */
export interface Journal {
  /** Opens a release's record. */
  begin(plan: Plan): Promise<void>
  /**
   * `sequence` is the number that the entry must get: where another process has written meanwhile, it is refused as
   * `journal-moved`. `closes` says that nothing is left to be done after this entry.
   */
  append(plan: Plan, entry: Entry, closes: boolean): Promise<void>
  /** All of them in order; refused as `journal-unreadable` where one is missing. */
  entries(release: string): Promise<Entry[]>
  heads(environment?: string): Promise<ReleaseHead[]>
}

const releases = 'releases'
const entriesOf = (release: string) => `${releases}/${release}/entries`
const idOf = (sequence: number) => String(sequence).padStart(8, '0')

/** The journal that lies in a store. */
export function openJournal(store: Store): Journal {
  return {
    async begin(plan) {
      await store.transaction(async (transaction) => {
        const mark = await markFormat(transaction)
        mark()
        const head: ReleaseHead = {
          release: plan.release,
          environment: plan.environment,
          entries: 1,
          plannedAt: plan.plannedAt,
          closed: false,
        }
        const entry: Entry = { sequence: 0, at: plan.plannedAt, token: 0, kind: 'plan', plan }
        transaction.create(releases, plan.release, asData(head))
        transaction.create(entriesOf(plan.release), idOf(0), asData(entry))
      })
    },
    async append(plan, entry, closes) {
      await demandKnownFormat(store)
      await store.transaction(async (transaction) => {
        const stored = await transaction.get(releases, plan.release)
        if (stored === undefined) throw unknownRelease(plan.release)
        if (entry.token > 0) await refuseStale(transaction, plan.environment, entry.token)
        const head = stored as unknown as ReleaseHead
        if (head.entries !== entry.sequence) throw moved(plan.release)
        transaction.create(entriesOf(plan.release), idOf(entry.sequence), asData(entry))
        const marks = closes && head.marked !== true
        if (marks) markUntallied(transaction, { kind: 'release', of: plan.release })
        const after: ReleaseHead = {
          ...head,
          entries: head.entries + 1,
          closed: closes,
          ...(marks && { marked: true }),
          ...(entry.token > 0 && { token: entry.token }),
        }
        transaction.set(releases, plan.release, asData(after))
      })
    },
    async entries(release) {
      await demandKnownFormat(store)
      // Asked for first: what is written meanwhile only makes the list longer.
      const head = (await store.get(releases, release)) as unknown as ReleaseHead | undefined
      const documents = await store.list(entriesOf(release))
      const entries = documents.map((document) => document.data as unknown as Entry)
      const isWhole = entries.every(({ sequence }, index) => sequence === index)
      if (!isWhole || entries.length < (head?.entries ?? 0)) throw incomplete(release)
      return entries
    },
    async heads(environment) {
      await demandKnownFormat(store)
      const query = environment === undefined ? {} : { where: [['environment', '==', environment] as const] }
      const documents = await store.list(releases, query)
      return documents.map((document) => document.data as unknown as ReleaseHead)
    },
  }
}

async function refuseStale(transaction: Transaction, environment: string, token: number): Promise<void> {
  const lease = await transaction.get('leases', environment)
  const newest = Number(lease?.token ?? 0)
  if (newest > token) {
    throw new ReleaseError(
      'lease-lost',
      `Somebody else has taken over ${environment} since (token ${newest}, ours was ${token}).`,
      'See "kickai status" for who; nothing more was changed from here.',
    )
  }
}

/** A release's state as its entries tell it. */
export function replay(entries: readonly Entry[]): ReleaseState {
  const [first, ...rest] = entries
  if (first?.kind !== 'plan')
    throw new ReleaseError(
      'journal-unreadable',
      'A release in the journal does not begin with its plan.',
      'Restore the journal from a copy, or move it away to begin a new one.',
    )
  let state = initial(completed(first.plan))
  let tellsWhere = false
  let wentBack = false
  for (const entry of rest) {
    tellsWhere ||= entry.led !== undefined
    wentBack ||= goesBack(entry)
    if (!tellsWhere) state = asItWent(state, entry, wentBack)
    if (entry.kind === 'result' || entry.kind === 'observation') state = apply(state, entry.event)
    if (entry.led !== undefined) state = asRecorded(state, entry.at, entry.led)
  }
  return state
}

/** What ends an intent. A lease taken or given back in between does not. */
const ends: ReadonlySet<Event['kind']> = new Set([
  'configured',
  'deployment-created',
  'removed',
  'removal-refused',
  'hook-ended',
  'effect-failed',
])

/** The intent that has no result: what may or may not have been done when its process died. */
export function openIntent(entries: readonly Entry[]): Intent | undefined {
  const last = entries.findLast(
    (entry) => entry.kind === 'intent' || (entry.kind === 'result' && ends.has(entry.event.kind)),
  )
  return last?.kind === 'intent' ? last : undefined
}

function incomplete(release: string): ReleaseError {
  return new ReleaseError(
    'journal-unreadable',
    `Entries of ${release} are missing in the journal.`,
    'Restore the journal from a copy, or move it away to begin a new one.',
  )
}

function unknownRelease(release: string): ReleaseError {
  return new ReleaseError(
    'release-unknown',
    `The journal has no release ${release}.`,
    'See "kickai history" for the releases there are.',
  )
}

function moved(release: string): ReleaseError {
  return new ReleaseError(
    'journal-moved',
    `Another process is carrying ${release} on.`,
    `See "kickai show ${release}" for how it goes; nothing more was changed from here.`,
  )
}
