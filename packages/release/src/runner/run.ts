import type { Entry, EntryBody } from '../journal/entry.ts'
import { type Fingerprints, openFingerprints } from '../journal/fingerprint.ts'
import { openIntent, openJournal, replay } from '../journal/journal.ts'
import { noProbes } from '../judge/watched.ts'
import { type Lease, takeLease } from '../lease/lease.ts'
import { apply } from '../machine/apply.ts'
import type { Effect } from '../machine/effect.ts'
import type { Event, Happening } from '../machine/event.ts'
import { next } from '../machine/next.ts'
import type { ReleaseState } from '../machine/state.ts'
import type { Target } from '../ports/platform.ts'
import { ReleaseError } from '../release-error.ts'
import { type Changing, change } from './change.ts'
import { type Looking, look } from './look.ts'
import { emptyMemory } from './memory.ts'
import { uploadMessage } from './message.ts'
import { actedOf, type Ports, retryAfterOf } from './ports.ts'
import { findDeployment } from './reconcile.ts'

/** How a run goes on. `onProgress` is called after every event, with the state it led to. */
export interface RunOptions {
  /** Ends the run between two effects; the release can be resumed. */
  readonly signal?: AbortSignal
  readonly onProgress?: (state: ReleaseState, event: Event) => void
  /** How long the answer to a lost upload or restore is looked for; milliseconds. */
  readonly settleMs?: number
}

/** A change that was put off is sent this often at most, and not waited for longer than this each time. */
const mostAttempts = 4
const longestWaitMs = 60_000

/**
 * Carries a release on from where its journal stands, until it wants nothing more or `signal` is aborted. It makes no
 * difference whether the release has just begun or was left by a process that died.
 */
export async function run(release: string, ports: Ports, options: RunOptions = {}): Promise<ReleaseState> {
  const entries = await openJournal(ports.store).entries(release)
  const runner = new Runner(replay(entries), ports, await openFingerprints(ports.store), options)
  return await runner.carryOn(openIntent(entries))
}

class Runner {
  #state: ReleaseState
  #lease: Lease | undefined
  #lastAt = 0
  readonly #ports: Ports
  readonly #fingerprints: Fingerprints
  readonly #options: RunOptions
  readonly #signal: AbortSignal
  readonly #memory = emptyMemory()

  constructor(state: ReleaseState, ports: Ports, fingerprints: Fingerprints, options: RunOptions) {
    this.#state = state
    this.#ports = ports
    this.#fingerprints = fingerprints
    this.#options = options
    this.#signal = options.signal ?? new AbortController().signal
  }

  async carryOn(open: (Entry & { kind: 'intent' }) | undefined): Promise<ReleaseState> {
    try {
      if (this.#state.state === 'planned') await this.#happened({ kind: 'start' }, 'observation')
      if (this.#needsLease()) await this.#takeOver()
      let unfinished = open
      for (let effect = next(this.#state); effect !== undefined && !this.#signal.aborted; effect = next(this.#state)) {
        await this.#perform(effect, unfinished)
        unfinished = undefined
      }
      // Whoever was asked to stop leaves in order, so that a resume need not wait for the lease to run out.
      if (this.#lease !== undefined) await this.#returnLease()
      return this.#state
    } finally {
      this.#lease?.stop()
    }
  }

  /** Past the first taking of the lease, a run that finds the release begun needs a lease of its own. */
  #needsLease(): boolean {
    const { state } = this.#state
    return this.#lease === undefined && !['planned', 'leased', 'awaiting approval', 'live', 'ended'].includes(state)
  }

  async #takeOver(): Promise<void> {
    for (;;) {
      const answer = await this.#takeLease()
      if (answer === undefined) return
      if (answer.release !== this.#state.plan.release) {
        throw new ReleaseError(
          'lease-held',
          `${answer.holder} is changing ${this.#state.plan.environment} (${answer.release}).`,
          'Wait until that release has ended, then resume this one.',
        )
      }
      await this.#ports.clock.sleep(Math.min(answer.waitMs, 500), this.#signal)
      if (this.#signal.aborted) throw interrupted()
    }
  }

  async #takeLease(): Promise<{ holder: string; release: string; waitMs: number } | undefined> {
    const { environment, release } = this.#state.plan
    const answer = await takeLease(this.#ports.store, this.#ports.clock, this.#ports.leaseTimes, {
      environment,
      holder: this.#ports.holder,
      release,
    })
    if ('refused' in answer) return answer
    this.#lease = answer
    await this.#happened({ kind: 'lease-taken', token: answer.token }, 'result')
    return undefined
  }

  async #perform(effect: Effect, unfinished: (Entry & { kind: 'intent' }) | undefined): Promise<void> {
    const wait = 'notBefore' in effect && effect.notBefore !== undefined ? effect.notBefore - this.#now() : 0
    if (wait > 0) await this.#ports.clock.sleep(wait, this.#signal)
    if (this.#signal.aborted) return
    switch (effect.kind) {
      case 'inspect':
      case 'measure':
      case 'follow':
      case 'check':
      case 'watch': {
        const happening = await this.#looked(effect)
        // A look that was broken off says nothing about the service.
        if (!this.#signal.aborted) await this.#happened(happening, 'observation')
        return
      }
      case 'take-lease': {
        const refused = await this.#takeLease()
        if (refused !== undefined) await this.#happened({ kind: 'lease-refused', holder: refused.holder }, 'result')
        return
      }
      case 'return-lease':
        await this.#returnLease()
        return
      case 'notify':
        await this.#notify()
        return
      case 'configure':
      case 'upload':
      case 'restore':
      case 'remove':
        await this.#happened(await this.#changed(effect, unfinished), 'result')
    }
  }

  async #looked(looking: Looking): Promise<Happening> {
    try {
      return await look(this.#state, looking, this.#target(looking), this.#ports, this.#memory, this.#signal)
    } catch (error) {
      if (looking.kind === 'inspect') return failed(looking, error, 'no')
      if (looking.kind === 'follow') throw error
      if (looking.kind === 'measure') return { kind: 'measured', part: looking.part, measurement: { probes: noProbes } }
      // The platform could not be asked where the service is: that is a look without an answer, not a healthy one.
      return {
        kind: looking.kind === 'check' ? 'checked' : 'observed',
        part: looking.part,
        health: { latencyMs: 0, failure: sentenceOf(error) },
        smoke: [],
      }
    }
  }

  async #changed(effect: Changing, unfinished: (Entry & { kind: 'intent' }) | undefined): Promise<Happening> {
    const target = this.#target(effect)
    const creates = effect.kind === 'upload' || effect.kind === 'restore'
    const message = uploadMessage(this.#state.plan, effect.part, 'side' in effect ? effect.side : 'new')
    if (creates && unfinished !== undefined) {
      const found = await this.#find(effect, message, unfinished.known ?? [])
      if (found !== undefined) return found
    }
    const known = creates ? (await this.#ports.platform.view(target)).deployments.map((record) => record.id) : []
    await this.#holdLease()
    await this.#append({ kind: 'intent', effect, ...(creates && { known }) })
    try {
      return await this.#sent(effect, target)
    } catch (error) {
      if (!creates || actedOf(error) === 'no') return failed(effect, error, 'no')
      return (await this.#find(effect, message, known)) ?? failed(effect, error, 'unknown')
    }
  }

  /** Sends a change. One that the platform put off, such as by 429, surely did nothing and is sent again, some times. */
  async #sent(effect: Changing, target: Target): Promise<Happening> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await change(this.#state, effect, target, this.#ports, this.#fingerprints)
      } catch (error) {
        const waitMs = retryAfterOf(error)
        if (waitMs === undefined || waitMs > longestWaitMs || attempt === mostAttempts || this.#signal.aborted)
          throw error
        await this.#ports.clock.sleep(waitMs, this.#signal)
        await this.#holdLease()
      }
    }
  }

  /** Looks until the change is found or `settleMs` has passed; undefined: it left no trace. */
  async #find(
    effect: Changing & { kind: 'upload' | 'restore' },
    message: string,
    known: readonly string[],
  ): Promise<Happening | undefined> {
    const until = this.#ports.clock.monotonic() + (this.#options.settleMs ?? 3_000)
    for (;;) {
      const found = await findDeployment(this.#ports, this.#target(effect), effect, message, known)
      if (found.found === 'deployment')
        return { kind: 'deployment-created', part: effect.part, deployment: found.deployment }
      if (found.found === 'ambiguous')
        return {
          kind: 'effect-failed',
          effect: effect.kind,
          code: 'outcome-unknown',
          sentence: found.sentence,
          acted: 'unknown',
        }
      if (this.#ports.clock.monotonic() >= until || this.#signal.aborted) return undefined
      await this.#ports.clock.sleep(250, this.#signal)
    }
  }

  async #holdLease(): Promise<void> {
    if (this.#lease?.holds() === true) return
    await this.#lease?.renew()
    if (this.#lease?.holds() !== true) {
      throw new ReleaseError(
        'lease-lost',
        `The lease of ${this.#state.plan.environment} ran out before the next step.`,
        `Nothing more was changed. Go on with "kickai resume ${this.#state.plan.release}".`,
      )
    }
  }

  /** Once given back, somebody else may hold it before this is recorded; so the record carries no token. */
  async #returnLease(): Promise<void> {
    const lease = this.#lease
    this.#lease = undefined
    await lease?.giveBack()
    await this.#happened({ kind: 'lease-returned' }, 'result')
  }

  async #notify(): Promise<void> {
    const { plan, verdict = 'unknown', reason } = this.#state
    await this.#ports.notifier
      .notify({
        environment: plan.environment,
        release: plan.release,
        verdict,
        sentence: reason?.sentence ?? `${plan.environment} runs ${plan.artifact.digest}.`,
      })
      .catch((error: unknown) =>
        this.#append({
          kind: 'observation',
          event: { at: this.#now(), ...failed({ kind: 'notify' }, error, 'unknown') },
        }),
      )
    await this.#happened({ kind: 'notified' }, 'result')
  }

  async #happened(happening: Happening, kind: 'result' | 'observation'): Promise<void> {
    const event: Event = { at: this.#now(), ...happening }
    const after = apply(this.#state, event)
    await this.#append({ kind, event }, after)
    this.#state = after
    this.#options.onProgress?.(after, event)
  }

  async #append(body: EntryBody, after: ReleaseState = this.#state): Promise<void> {
    const closes = after.verdict !== undefined && next(after) === undefined
    await openJournal(this.#ports.store).append(after.plan, this.#now(), this.#lease?.token ?? 0, body, closes)
  }

  /** Wall time that never goes back within a run, so that deadlines are not moved by a clock that is set. */
  #now(): number {
    this.#lastAt = Math.max(this.#lastAt, this.#ports.clock.now())
    return this.#lastAt
  }

  #target(effect: Effect): Target {
    const part = 'part' in effect ? effect.part : 0
    return { environment: this.#state.plan.environment, service: this.#state.plan.parts[part]?.service ?? '' }
  }
}

function failed(effect: { readonly kind: string }, error: unknown, acted: 'no' | 'unknown'): Happening {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'platform-failed'
  return { kind: 'effect-failed', effect: effect.kind, code, sentence: sentenceOf(error), acted }
}

function sentenceOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

function interrupted(): ReleaseError {
  return new ReleaseError('interrupted', 'The release was interrupted.', 'Go on with "kickai resume".')
}
