import type { Entry, EntryBody, Intent } from '../journal/entry.ts'
import { type Journal, openIntent, openJournal, replay } from '../journal/journal.ts'
import { apply } from '../machine/apply.ts'
import type { Effect } from '../machine/effect.ts'
import type { Event, Happening } from '../machine/event.ts'
import { next } from '../machine/next.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Clock } from '../ports/clock.ts'
import type { Ports } from './ports.ts'
import { SteadyClock } from './steady-clock.ts'

type Listener = (state: ReleaseState, event: Event) => void

/** A release's state and its journal, kept equal: what is not recorded has not happened. */
export class ReleaseRecord {
  /** The fencing token that entries carry; 0 while no lease is held. */
  token = 0
  /** The time of this run, which entries carry. */
  readonly clock: SteadyClock
  #state: ReleaseState
  #entries: readonly Entry[]
  #sequence: number
  readonly #journal: Journal
  readonly #listener: Listener

  private constructor(journal: Journal, clock: Clock, entries: readonly Entry[], listener: Listener) {
    this.#journal = journal
    this.clock = new SteadyClock(clock)
    this.#listener = listener
    this.#entries = entries
    this.#sequence = entries.length
    this.#state = replay(entries)
    this.#goOnFrom(entries)
  }

  static async open(release: string, ports: Ports, listener: Listener = () => undefined): Promise<ReleaseRecord> {
    const journal = openJournal(ports.store)
    return new ReleaseRecord(journal, ports.clock, await journal.entries(release), listener)
  }

  get state(): ReleaseState {
    return this.#state
  }

  /** What a process that died had begun and not recorded the end of, when the journal was last read. */
  get openIntent(): Intent | undefined {
    return openIntent(this.#entries)
  }

  /** Reads the journal again, in which another process may have carried the release on. */
  async reload(): Promise<void> {
    this.#entries = await this.#journal.entries(this.#state.plan.release)
    this.#sequence = this.#entries.length
    this.#state = replay(this.#entries)
    this.#goOnFrom(this.#entries)
  }

  async intend(effect: Effect, known: readonly string[] | undefined): Promise<void> {
    await this.#append({ kind: 'intent', effect, ...(known && { known }) }, this.#state)
  }

  /** Records what happened and moves the state on. */
  async happened(happening: Happening, kind: 'result' | 'observation'): Promise<void> {
    const event: Event = { at: this.now(), ...happening }
    const after = apply(this.#state, event)
    await this.#append({ kind, event }, after)
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
    await this.#journal.append(after.plan, entry, closes)
    this.#sequence += 1
  }
}
