import { replay } from '../../journal/journal.ts'
import type { ReleaseState } from '../../machine/state.ts'
import type { Policy } from '../../plan/policy.ts'
import { type Decision, decide } from '../../runner/decide.ts'
import type { Ports } from '../../runner/ports.ts'
import { run } from '../../runner/run.ts'
import { mergeSpool } from '../../spool/merge.ts'
import { begin } from './begin.ts'
import { boundMs } from './bound.ts'
import { meddle } from './meddle.ts'
import type { Life, Scenario } from './scenario.ts'
import { type SimulatedProcess, startProcess } from './simulated-process.ts'
import { openWorld } from './template.ts'
import { digests, servicesOf, type World } from './world.ts'

/** Long enough for a dead process's lease to run out and for anything still under way to land. */
const aWhileMs = 30_000
/** How often somebody comes back to what is not finished. */
const mostReturns = 100
/** How long a person is waited for. */
const approvalMs = 60_000
/** The clock that an approval is late by may have been set back by so much. */
const farthestStepsMs = 2 * 3_600_000

/** The release that a scenario is about, and that of somebody else beside it. */
export const ours = 'rel_0010'
export const theirs = 'rel_0020'

/** A scenario that was carried out to its end. */
export interface Played {
  readonly world: World
  readonly scenario: Scenario
  /** What the process that finished a release said it had come to, by release. */
  readonly states: ReadonlyMap<string, ReleaseState>
}

/** Carries a scenario out: the release, what befalls it, and whoever finishes what was left. */
export async function play(scenario: Scenario): Promise<Played> {
  const world = await openWorld(scenario)
  try {
    return await new Play(world, scenario).toTheEnd()
  } finally {
    world.clock.end()
  }
}

class Play {
  readonly #world: World
  readonly #scenario: Scenario
  readonly #states = new Map<string, ReleaseState>()
  #processes = 0

  constructor(world: World, scenario: Scenario) {
    this.#world = world
    this.#scenario = scenario
  }

  async toTheEnd(): Promise<Played> {
    const { lives, others } = this.#scenario
    await this.#plan()
    this.#world.faultsBegin()
    const meanwhile = others.map(async ({ atMs, does }) => {
      await this.#world.clock.sleep(atMs)
      if (does === 'resumes') await this.#live(this.#process(), ours)
      else if (does === 'deploys') await this.#deployToo()
      else meddle(this.#world, does)
    })
    for (const life of lives) {
      const process = this.#process(life.mishap)
      if (life.mishap?.isResumed) void process.wire.slept.then(() => meanwhile.push(this.#live(this.#process(), ours)))
      await this.#live(process, ours, life)
      if (this.#states.has(ours)) break
      await this.#decide(ours)
      await this.#world.clock.sleep(life.laterMs)
    }
    await Promise.all(meanwhile)
    for (const release of [ours, theirs]) await this.#finish(release)
    await this.#world.clock.sleep(aWhileMs)
    return { world: this.#world, scenario: this.#scenario, states: this.#states }
  }

  async #plan(): Promise<void> {
    const { kind, parts, policy, proof, approval, hooks, overlap } = this.#scenario
    const restore = new Map(servicesOf(parts).map((service) => [service, `${service}-deployment-1`]))
    await begin(this.#process().ports, {
      release: ours,
      digest: digests.new,
      parts,
      kind: kind === 'first' ? 'deploy' : kind,
      policy: { ...policy, settingsProof: proofOf(proof), approval: approval !== undefined, approvalMs },
      isProven: proof !== 'untold',
      overlapSeconds: overlap?.seconds ?? 0,
      hooks: hooks.map(({ time }) => time),
      ...(kind === 'rollback' && { restore }),
    })
  }

  #process(mishap?: Life['mishap']): SimulatedProcess {
    this.#processes += 1
    return startProcess(this.#world, `deployer-${this.#processes}`, mishap)
  }

  async #deployToo(): Promise<void> {
    const { parts, policy, proof, overlap } = this.#scenario
    const process = this.#process()
    const planned = await begin(process.ports, {
      release: theirs,
      digest: digests.other,
      parts,
      kind: 'deploy',
      policy: { ...policy, settingsProof: proofOf(proof) },
      isProven: proof !== 'untold',
      overlapSeconds: overlap?.seconds ?? 0,
    }).then(
      () => true,
      () => false,
    )
    if (planned) await this.#live(process, theirs)
  }

  /** One process's run, to its end or the process's. An error ends a process too; somebody comes back to the release. */
  async #live({ ports, wire }: SimulatedProcess, release: string, life: Partial<Life> = {}): Promise<void> {
    const { clock } = this.#world
    const stop = new AbortController()
    const over = new AbortController()
    if (life.stopAfterMs !== undefined)
      void clock.sleep(life.stopAfterMs, over.signal).then(() => {
        this.#world.troubles.add('process is asked to stop')
        stop.abort('asked to stop')
      })
    const tooLong = clock.sleep(boundMs(this.#scenario), over.signal).then(() => 'too long' as const)
    const running = this.#carryOn(release, ports, stop.signal).catch((error: unknown) => {
      // Trouble of the store and of the lease has a code; anything else is a fault of ours.
      if (codeOf(error) === undefined) this.#world.violated(`A run of ${release} threw: ${error}`)
    })
    const end = await Promise.race([running, wire.died, tooLong])
    over.abort('over')
    if (end === 'too long') this.#world.violated(`A run of ${release} took longer than its limits allow.`)
    else if (end !== 'died' && end?.verdict !== undefined && end.notified) this.#states.set(release, end)
  }

  /** As the command does: what no journal took before comes into it first. */
  async #carryOn(release: string, ports: Ports, signal: AbortSignal): Promise<ReleaseState> {
    const { taken } = await mergeSpool(ports.store, this.#world.spool)
    if (taken.length > 0) this.#world.troubles.add('spool taken in')
    return await run(release, ports, { signal })
  }

  async #finish(release: string): Promise<void> {
    if (this.#world.stored('releases', release) === undefined) return
    for (let count = 0; count < mostReturns && !this.#isClosed(release); count++) {
      await this.#live(this.#process(), release)
      await this.#decide(release)
      if (!this.#isClosed(release)) await this.#world.clock.sleep(aWhileMs)
    }
    if (!this.#isClosed(release)) this.#world.violated(`${release} could not be finished.`)
  }

  /** What the scenario's person does about a release that waits for one. */
  async #decide(release: string): Promise<void> {
    const { approval } = this.#scenario
    if (replay(this.#world.entries(release)).state !== 'awaiting approval') return
    this.#world.troubles.add(`somebody ${approval}`)
    if (approval === 'says nothing') await this.#world.clock.sleep(approvalMs + farthestStepsMs)
    const decision: Decision =
      approval === 'approves'
        ? { kind: 'approved', by: 'ada' }
        : approval === 'rejects'
          ? { kind: 'rejected', by: 'ada', reason: 'Not today.' }
          : { kind: 'approval-expired' }
    await decide(release, decision, this.#process().ports).catch(() => undefined)
  }

  #isClosed(release: string): boolean {
    return this.#world.stored('releases', release)?.closed === true
  }
}

function proofOf(proof: Scenario['proof']): NonNullable<Policy['settingsProof']> {
  return proof === 'untold' ? 'where-echoed' : proof
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}
