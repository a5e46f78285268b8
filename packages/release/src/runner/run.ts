import type { Intent } from '../journal/entry.ts'
import { type Fingerprints, openFingerprints } from '../journal/fingerprint.ts'
import { noProbes } from '../judge/watched.ts'
import type { Effect } from '../machine/effect.ts'
import type { Answers, Event, Happening } from '../machine/event.ts'
import { hookOf, nextHook } from '../machine/hooks.ts'
import { next } from '../machine/next.ts'
import { configurationOf, sideOf } from '../machine/part.ts'
import type { ReleaseState } from '../machine/state.ts'
import { kindOf, type Target } from '../ports/platform.ts'
import type { Changing } from './change.ts'
import { Changes } from './changes.ts'
import { failed, sentenceOf } from './failed.ts'
import { type Looking, look } from './look.ts'
import { emptyMemory } from './memory.ts'
import { notify } from './notify.ts'
import { StoreTrouble } from './patience.ts'
import type { Ports, RunPorts } from './ports.ts'
import { isOvertaken, ReleaseRecord } from './release-record.ts'
import { runHook } from './run-hook.ts'
import { mayPutStraysRight, putStraysRight } from './strays.ts'
import { Tenure } from './tenure.ts'
import { endWithoutJournal, tellAnyway } from './without-journal.ts'

/** How a run goes on. `onProgress` is called after every event, with the state it led to. */
export interface RunOptions {
  /** Ends the run between two effects; the release can be resumed. */
  readonly signal?: AbortSignal
  readonly onProgress?: (state: ReleaseState, event: Event) => void
}

/**
 * Carries a release on from where its journal stands, until it wants nothing more or `signal` is aborted. It makes no
 * difference whether the release has just begun or was left by a process that died.
 */
export async function run(release: string, ports: Ports, options: RunOptions = {}): Promise<ReleaseState> {
  const record = await ReleaseRecord.open(release, ports, options.onProgress)
  const signal = options.signal ?? new AbortController().signal
  const steady = { ...ports, clock: record.clock }
  return await new Runner(record, steady, await openFingerprints(ports.store), signal).carryOn()
}

const withoutLease: ReadonlySet<ReleaseState['state']> = new Set([
  'planned',
  'leased',
  'awaiting approval',
  'live',
  'ended',
])

/**
 * After the end a lease is needed only while hooks are left to be run, and where it was not given back: whoever has it may
 * still be putting right what came late, and what is left of that is to be done by whoever resumes.
 */
function needsLease(state: ReleaseState): boolean {
  const isLeft = state.verdict !== undefined && state.leaseHeld
  return !withoutLease.has(state.state) || nextHook(state) !== undefined || isLeft
}

class Runner {
  readonly #record: ReleaseRecord
  readonly #ports: RunPorts
  readonly #signal: AbortSignal
  readonly #tenure: Tenure
  readonly #changes: Changes
  readonly #fingerprints: Fingerprints
  readonly #memory = emptyMemory()
  #tookOverAt = 0

  constructor(record: ReleaseRecord, ports: RunPorts, fingerprints: Fingerprints, signal: AbortSignal) {
    this.#record = record
    this.#ports = ports
    this.#signal = signal
    this.#tenure = new Tenure(record, ports, signal)
    this.#fingerprints = fingerprints
    this.#changes = new Changes(record, ports, this.#tenure, { fingerprints, memory: this.#memory }, signal)
  }

  async carryOn(): Promise<ReleaseState> {
    const record = this.#record
    try {
      if (record.state.state === 'planned') await record.happened({ kind: 'start' }, 'observation')
      if (needsLease(record.state)) await this.#takeOver()
      let unfinished = record.openIntent
      for (
        let effect = next(record.state);
        effect !== undefined && !this.#signal.aborted;
        effect = next(record.state)
      ) {
        await this.#perform(effect, unfinished)
        // Whoever had to wait for the lease finds what its holder has begun meanwhile.
        if (!isLook(effect)) unfinished = effect.kind === 'take-lease' ? record.openIntent : undefined
      }
      // Whoever was asked to stop leaves in order, so that a resume need not wait for the lease to run out.
      if (this.#tenure.held) await this.#returnLease()
      return record.state
    } catch (error) {
      const { verdict, notified } = record.state
      if (verdict !== undefined && !notified && !isOvertaken(error)) await tellAnyway(record.state, this.#ports)
      if (!(error instanceof StoreTrouble)) throw error
      // Whoever was asked to stop and has given the lease back has nothing to save any more.
      if (!this.#tenure.held) throw error.cause
      throw await endWithoutJournal(
        {
          record,
          ports: this.#ports,
          tenure: this.#tenure,
          changes: this.#changes,
          target: (effect) => this.#target(effect),
        },
        error,
      )
    } finally {
      this.#tenure.stop()
    }
  }

  async #takeOver(): Promise<void> {
    await this.#tenure.takeOver()
    await this.#recordLease()
  }

  async #recordLease(): Promise<void> {
    this.#tookOverAt = this.#ports.clock.monotonic()
    await this.#record.happened({ kind: 'lease-taken', token: this.#record.token }, 'result')
  }

  async #perform(effect: Effect, unfinished: Intent | undefined): Promise<void> {
    const wait = 'notBefore' in effect && effect.notBefore !== undefined ? effect.notBefore - this.#record.now() : 0
    if (wait > 0) await this.#ports.clock.sleep(wait, this.#signal)
    if (this.#signal.aborted) return
    if (isLook(effect)) {
      await this.#look(effect)
      return
    }
    switch (effect.kind) {
      case 'take-lease':
        await this.#takeLease()
        return
      case 'return-lease':
        await this.#returnLease()
        return
      case 'notify':
        await notify(this.#record, effect, this.#ports.notifier, this.#signal)
        return
      case 'run-hook':
        await this.#runHook(effect, unfinished)
        return
      case 'configure':
      case 'upload':
      case 'restore':
      case 'remove':
        await this.#change(effect, unfinished)
    }
  }

  async #change(effect: Changing, unfinished: Intent | undefined): Promise<void> {
    const happening = await this.#changes.carryOut(effect, this.#target(effect), unfinished)
    if (happening !== undefined) await this.#record.happened(happening, 'result')
  }

  async #takeLease(): Promise<void> {
    const refused = await this.#tenure.take()
    if (refused === undefined) {
      await this.#recordLease()
      return
    }
    // Held for this very release: by a process that lives and is to go on, or one that died before it could say so.
    if (refused.release === this.#record.state.plan.release) {
      await this.#takeOver()
      return
    }
    await this.#record.happened({ kind: 'lease-refused', holder: refused.holder }, 'result')
  }

  async #returnLease(): Promise<void> {
    const mayLook = mayPutStraysRight(this.#record.state)
    if (mayLook) await this.#lookForStrays()
    const isLeft = mayLook && this.#tenure.former !== undefined
    await this.#tenure.giveBack()
    // Whoever resumes such a release takes the lease once more and looks, which is all that is left to be done.
    if (!isLeft) await this.#record.happened({ kind: 'lease-returned' }, 'result')
  }

  /**
   * What the holder before may still have had under way when the lease was taken over has come by now, or never will. Whoever
   * is asked to stop leaves that to the next holder.
   */
  async #lookForStrays(): Promise<void> {
    const { former } = this.#tenure
    if (former === undefined) return
    const waitMs = this.#tookOverAt + former.longestMs - this.#ports.clock.monotonic()
    if (waitMs > 0) await this.#ports.clock.sleep(waitMs, this.#signal)
    if (this.#signal.aborted) return
    const settling = {
      record: this.#record,
      ports: this.#ports,
      changes: this.#changes,
      fingerprints: this.#fingerprints,
      releases: [this.#record.state.plan.release],
      signal: this.#signal,
    }
    try {
      await putStraysRight(settling)
      if (!this.#signal.aborted) this.#tenure.looked()
    } catch (error) {
      if (error instanceof StoreTrouble || isOvertaken(error)) throw error
      if (this.#signal.aborted) return
      await this.#record.happened(failed({ kind: 'look for strays' }, error, 'unknown'), 'observation')
      this.#tenure.looked()
    }
  }

  async #look(effect: Looking): Promise<void> {
    const { state } = this.#record
    const happening = await look(
      state,
      effect,
      this.#target(effect),
      this.#ports,
      this.#memory,
      this.#fingerprints,
      this.#signal,
    ).catch((error: unknown) => unseen(state, effect, error))
    // A look that was broken off says nothing about the service.
    if (!this.#signal.aborted) await this.#record.happened(happening, 'observation')
  }

  async #runHook(effect: Effect & { kind: 'run-hook' }, unfinished: Intent | undefined): Promise<void> {
    await this.#tenure.demand(hookOf(this.#record.state, effect)?.limitMs ?? 0)
    await this.#record.intend(effect, undefined)
    const ended = await runHook(this.#record.state, effect, unfinished, this.#ports, this.#signal)
    await this.#tenure.answered()
    // One that was broken off counts as not run; whoever resumes runs it again.
    if (ended !== undefined) await this.#record.happened(ended, 'result')
  }

  #target(effect: Effect): Target {
    const part = 'part' in effect ? effect.part : 0
    const { plan } = this.#record.state
    return { environment: plan.environment, service: plan.parts[part]?.service ?? '' }
  }
}

const looks: ReadonlySet<Effect['kind']> = new Set([
  'inspect',
  'measure',
  'survey',
  'follow',
  'check',
  'watch',
  'seek',
  'see-settings',
])

function isLook(effect: Effect): effect is Looking {
  return looks.has(effect.kind)
}

/** A look that failed: no answer from the service, a deployment whose state is not known, never a healthy one. */
function unseen(state: ReleaseState, effect: Looking, error: unknown): Happening {
  switch (effect.kind) {
    case 'inspect':
    case 'survey':
    case 'seek':
    case 'see-settings':
      return failed(effect, error, 'no')
    case 'measure':
      return { kind: 'measured', part: effect.part, measurement: { probes: noProbes } }
    case 'follow':
      return {
        kind: 'deployment-seen',
        part: effect.part,
        deployment: effect.deployment,
        phase: 'unknown',
        status: `not seen (${sentenceOf(error)})`,
      }
    case 'check':
      return { kind: 'checked', part: effect.part, ...noAnswer(state, effect.part, error) }
    case 'watch': {
      const answers = noAnswer(state, effect.part, error)
      return { kind: 'observed', part: effect.part, ...answers, ...(answers.health ? {} : { unread: ['record'] }) }
    }
  }
}

/** Of a service that nobody can ask, a platform that does not answer says nothing, good or bad. */
function noAnswer(state: ReleaseState, part: number, error: unknown): Answers {
  const isAsked = kindOf(configurationOf(state, part, sideOf(state))) === 'web'
  return { smoke: [], ...(isAsked && { health: { latencyMs: 0, failure: sentenceOf(error) } }) }
}
