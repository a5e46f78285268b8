import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import type { Entry, EntryBody, Intent } from '../journal/entry.ts'
import { type Journal, openIntent, openJournal, replay } from '../journal/journal.ts'
import { apply } from '../machine/apply.ts'
import type { Effect } from '../machine/effect.ts'
import type { Event, Happening } from '../machine/event.ts'
import { next } from '../machine/next.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Spool } from '../ports/spool.ts'
import { ReleaseError } from '../release-error.ts'
import { noPatience, patiently, StoreTrouble } from './patience.ts'
import type { Ports } from './ports.ts'
import { scrubTold } from './scrub-told.ts'
import { SteadyClock } from './steady-clock.ts'

type Listener = (state: ReleaseState, event: Event) => void

type RecordPorts = Pick<Ports, 'store' | 'clock' | 'spool' | 'scrub'>

/** A release's state and its journal, kept equal: what is not recorded has not happened. */
export class ReleaseRecord {
  /** The fencing token that entries carry; 0 while no lease is held. */
  token = 0
  /** The time of this run, which entries carry. */
  readonly clock: SteadyClock
  /** How long an entry may be waited for. */
  patience = noPatience
  #state: ReleaseState
  #entries: readonly Entry[]
  #sequence: number
  readonly #journal: Journal
  readonly #listener: Listener
  readonly #spool: Spool | undefined
  readonly #scrub: Ports['scrub']
  readonly #spoolId = randomUUID()
  #withoutJournal = false
  /** What the journal did not take in time. */
  #untaken: Entry | undefined
  /** Deployments that this run or an earlier one made, whatever has taken their place since. */
  #made: string[]

  private constructor(journal: Journal, ports: RecordPorts, entries: readonly Entry[], listener: Listener) {
    this.#journal = journal
    this.clock = new SteadyClock(ports.clock)
    this.#spool = ports.spool
    this.#scrub = ports.scrub
    this.#listener = listener
    this.#entries = entries
    this.#sequence = entries.length
    this.#state = replay(entries)
    this.#goOnFrom(entries)
    this.#made = madeBy(entries)
  }

  static async open(release: string, ports: RecordPorts, listener: Listener = () => undefined): Promise<ReleaseRecord> {
    const journal = openJournal(ports.store)
    return new ReleaseRecord(journal, ports, await journal.entries(release), listener)
  }

  get state(): ReleaseState {
    return this.#state
  }

  /** What a process that died had begun and not recorded the end of, when the journal was last read. */
  get openIntent(): Intent | undefined {
    return openIntent(this.#entries)
  }

  /** Whether a deployment is one that this release made, found, or had before it. */
  knows(deployment: string): boolean {
    const { plan, parts } = this.#state
    const named = [...parts.flatMap((part) => [part.deployment, part.restored]), ...this.#made]
    return named.includes(deployment) || plan.parts.some(({ before }) => before?.deployment === deployment)
  }

  /** Reads the journal again, in which another process may have carried the release on. */
  async reload(): Promise<void> {
    this.#entries = await this.#journal.entries(this.#state.plan.release)
    this.#sequence = this.#entries.length
    this.#state = replay(this.#entries)
    this.#goOnFrom(this.#entries)
    this.#made = madeBy(this.#entries)
  }

  async intend(effect: Effect, known: readonly string[] | undefined): Promise<void> {
    await this.#append({ kind: 'intent', effect, ...(known && { known }) }, this.#state)
  }

  /** Records what happened and moves the state on. */
  async happened(happening: Happening, kind: 'result' | 'observation'): Promise<void> {
    const told = this.#scrub === undefined ? happening : scrubTold(happening, this.#scrub)
    const event: Event = { at: this.now(), ...told }
    const after = apply(this.#state, event)
    await this.#append({ kind, event }, after)
    if (event.kind === 'deployment-created') this.#made.push(event.deployment)
    this.#state = after
    this.#listener(after, event)
  }

  now(): number {
    return this.clock.now()
  }

  /** The machine that wrote these may have had a clock that was ahead of ours. */
  #goOnFrom(entries: readonly Entry[]): void {
    this.clock.notBefore(entries.at(-1)?.at ?? 0)
  }

  async #append(body: EntryBody, after: ReleaseState): Promise<void> {
    const closes = after.verdict !== undefined && next(after) === undefined
    const { state, part, verdict, reason } = after
    const led = state !== this.#state.state && { state, part, ...(verdict && { verdict }), ...(reason && { reason }) }
    const entry: Entry = { sequence: this.#sequence, at: this.now(), token: this.token, ...body, ...(led && { led }) }
    if (this.#withoutJournal) await this.#keep(entry)
    else await this.#write(entry, after, closes)
    this.#sequence += 1
  }

  async #write(entry: Entry, after: ReleaseState, closes: boolean): Promise<void> {
    let tried = false
    try {
      await patiently(this.clock, this.patience, async () => {
        try {
          await this.#journal.append(after.plan, entry, closes)
        } catch (error) {
          // The try before may have been applied though it was not answered.
          if (!(tried && isOvertaken(error) && (await this.#holds(entry)))) throw error
        } finally {
          tried = true
        }
      })
    } catch (error) {
      if (error instanceof StoreTrouble) this.#untaken = entry
      if (isOvertaken(error) && tellsWhatWasDone(entry)) throw await this.#tooLate(entry, error)
      throw error
    }
  }

  async #holds(entry: Entry): Promise<boolean> {
    const entries = await this.#journal.entries(this.#state.plan.release)
    return isDeepStrictEqual(entries[entry.sequence], JSON.parse(JSON.stringify(entry)))
  }

  /** What was done is not lost with the lease: it is kept, so that whoever comes next looks at what it brought about. */
  async #tooLate(entry: Entry & { readonly kind: 'result' }, cause: ReleaseError): Promise<ReleaseError> {
    const { event } = entry
    const what = 'deployment' in event ? `${event.kind}: ${event.deployment}` : event.kind
    await this.#keep(entry)
    const { release } = this.#state.plan
    return new ReleaseError(
      'lease-lost',
      `${cause.message} What had been sent before has come too late (${what}).`,
      `"kickai resume ${release}" looks at what that brought about and puts it right.`,
      { cause },
    )
  }

  /**
   * From now on entries go to the spool instead of the journal, beginning with the one that the journal did not take. False
   * where there is no spool, and nothing can be done that would have to be recorded.
   */
  async goOnWithoutJournal(): Promise<boolean> {
    if (this.#spool === undefined) return false
    this.#withoutJournal = true
    const entry = this.#untaken
    if (entry?.sequence !== this.#sequence) return true
    await this.#keep(entry)
    this.#sequence += 1
    if (entry.kind === 'result' || entry.kind === 'observation') this.#state = apply(this.#state, entry.event)
    return true
  }

  async #keep(entry: Entry): Promise<void> {
    const { release, environment } = this.#state.plan
    await this.#spool?.keep(this.#spoolId, { release, environment }, entry)
  }
}

function madeBy(entries: readonly Entry[]): string[] {
  return entries.flatMap((entry) =>
    entry.kind === 'result' && entry.event.kind === 'deployment-created' ? [entry.event.deployment] : [],
  )
}

/** Whether somebody else has taken the lease, or carried the release on, since. */
export function isOvertaken(error: unknown): error is ReleaseError {
  return error instanceof ReleaseError && (error.code === 'lease-lost' || error.code === 'journal-moved')
}

const done: ReadonlySet<Event['kind']> = new Set(['configured', 'deployment-created', 'removed'])

function tellsWhatWasDone(entry: Entry): entry is Entry & { readonly kind: 'result' } {
  if (entry.kind !== 'result') return false
  return entry.event.kind === 'effect-failed' ? entry.event.acted === 'unknown' : done.has(entry.event.kind)
}
