import type { MemoryDocuments } from '@kickai/store/memory'
import type { Entry } from '../../journal/entry.ts'
import type { Spool } from '../../ports/spool.ts'
import { memorySpool } from '../../testing/memory-spool.ts'
import type { Behaviour } from '../simulated-behaviour.ts'
import { type Fate, SimulatedService } from '../simulated-service.ts'
import { VirtualClock } from '../virtual-clock.ts'
import { behaviourOf } from './behaviours.ts'
import type { Fault, Operation, Scenario } from './scenario.ts'

export const environment = 'testing'
/** Digests of what a simulated environment runs one after another. */
export const digests = { oldest: 'oldest', old: 'old', new: 'new', other: 'other', foreign: 'foreign' } as const

const ordinaryFate: Fate = { startMs: 300 }

/** What a process last journaled that it means to do. */
export interface Intended {
  /** When some process was last told of the service's deployments before this was sent. */
  readonly viewedAt: number
  readonly release: string
  readonly part: number
  readonly side: string
}

/** Everything outside the processes that release, as it truly is. */
export class World {
  readonly scenario: Scenario
  readonly clock: VirtualClock
  readonly documents: MemoryDocuments
  readonly services: ReadonlyMap<string, SimulatedService>
  /** What the deploying machine keeps that no journal took. */
  readonly spool: Spool = memorySpool()
  readonly spooled: Entry[] = []
  /** The last entry that a process kept there, by its name. */
  readonly lastSpooled = new Map<string, Entry>()
  /** What went against a promise while it happened. */
  readonly violations: string[] = []
  /** Deployments that releases had made. */
  readonly made: (Intended & { readonly visibleAt: number; readonly id: string })[] = []
  /** When a process was last told of a service's deployments, by service. */
  readonly viewedAt = new Map<string, number>()
  /** What truly went wrong: an operation and its trouble, or what befell a process or a deployment. */
  readonly troubles = new Set<string>()
  /** Somebody outside changed what serves, so that nothing is promised of it from then on. */
  isMeddledWith = false
  readonly #counts = new Map<Operation, number>()
  readonly #fates: Fate[]
  #startedAt = Number.POSITIVE_INFINITY

  constructor(scenario: Scenario, documents: MemoryDocuments, now: number) {
    this.scenario = scenario
    this.clock = new VirtualClock(now)
    this.documents = documents
    this.#fates = [...scenario.fates]
    this.services = new Map(
      servicesOf(scenario.parts).map((name, part) => [
        name,
        new SimulatedService(this.clock, this.#behaviours(part), `${name}-`),
      ]),
    )
  }

  service(name: string): SimulatedService {
    const found = this.services.get(name)
    if (found === undefined) throw new RangeError(`There is no service ${name}.`)
    return found
  }

  /** From now on the scenario's faults come about. */
  faultsBegin(): void {
    this.#startedAt = this.clock.monotonic()
  }

  /** What is wrong with this call of an operation, which counts it. */
  fault(operation: Operation): Fault | undefined {
    const { faults } = this.scenario
    if (faults.length === 0 || this.clock.monotonic() < this.#startedAt) return undefined
    const count = this.#counts.get(operation) ?? 0
    this.#counts.set(operation, count + 1)
    const found = faults.find(
      (each) => each.operation === operation && each.from <= count && count < each.from + each.times,
    )
    if (found !== undefined) this.troubles.add(`${operation} ${found.trouble}`)
    return found
  }

  /** What becomes of the next deployment. */
  nextFate(): Fate {
    if (this.clock.monotonic() < this.#startedAt) return ordinaryFate
    const { overlap } = this.scenario
    const drawn = this.#fates.shift() ?? ordinaryFate
    // A platform may take longer than it was told.
    const overlapMs = (overlap?.seconds ?? 0) * 1000 + (drawn.overlapMs ?? 0)
    const fate = { ...drawn, overlapMs, ...(overlap && { overlapAnswers: overlap.answers }) }
    if (fate.isSkipped === true) this.troubles.add('deployment skipped')
    if ((fate.hiddenMs ?? 0) > 0) this.troubles.add('deployment hidden')
    if ((fate.metaMs ?? 0) > 0) this.troubles.add('deployment of late meta')
    if ((fate.unknownMs ?? 0) > 0) this.troubles.add('deployment of unknown status')
    if (overlapMs > 0) this.troubles.add('deployment overlaps')
    return fate
  }

  /** Changes with the settings of any service. */
  get etag(): string {
    return [...this.services.values()].map(({ settings }) => settings.get('VERSION')).join(', ')
  }

  /** How far the deploying machine's wall clock is off by now. */
  clockErrorMs(): number {
    let error = 0
    for (const { atMs, byMs } of this.scenario.clockSteps)
      if (this.clock.monotonic() >= this.#startedAt + atMs) error += byMs
    return error
  }

  violated(sentence: string): void {
    this.violations.push(sentence)
  }

  /** A stored document as it is now, read past every process and fault. */
  stored(collection: string, id: string): Record<string, unknown> | undefined {
    const kept = this.documents.collection(collection)?.byId.get(id)
    return kept && (JSON.parse(kept.json) as Record<string, unknown>)
  }

  /** All entries of a release's journal. */
  entries(release: string): Entry[] {
    const kept = this.documents.collection(`releases/${release}/entries`)?.byId ?? []
    return [...kept].map(([, { json }]) => JSON.parse(json) as Entry)
  }

  /** When an entry was stored, as the number of the transaction that did. */
  storedAt(release: string, sequence: number): number {
    return this.documents.collection(`releases/${release}/entries`)?.byId.get(idOf(sequence))?.version ?? 0
  }

  /** The last entry of a release as a process left it, be it that the journal did not take it. */
  lastEntry(release: string, holder: string): Entry | undefined {
    const entries = this.documents.collection(`releases/${release}/entries`)?.byId
    const kept = entries?.get(idOf(entries.size - 1))
    const journaled = kept && (JSON.parse(kept.json) as Entry)
    const spooled = this.lastSpooled.get(holder)
    return spooled !== undefined && spooled.sequence > (journaled?.sequence ?? -1) ? spooled : journaled
  }

  #behaviours(part: number): ReadonlyMap<string, Behaviour> {
    const { users, badPart, parts } = this.scenario
    const ours = part === badPart % parts.length ? this.scenario.behaviour : 'good'
    const all = Object.values(digests).map((digest) =>
      digest === digests.new
        ? behaviourOf(ours, digest, this.scenario)
        : behaviourOf('good', digest, { users, badAfterMs: 0 }),
    )
    return new Map(all.map((behaviour) => [behaviour.digest, behaviour]))
  }
}

/** The names of an environment's services, in the order in which they are released. */
export function servicesOf(parts: readonly unknown[]): string[] {
  return ['one', 'two', 'three'].slice(0, parts.length)
}

/** An entry's id, as the journal makes it. */
function idOf(sequence: number): string {
  return String(sequence).padStart(8, '0')
}
