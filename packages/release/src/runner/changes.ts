import type { Intent } from '../journal/entry.ts'
import type { Happening } from '../machine/event.ts'
import { deadlineOf } from '../machine/next.ts'
import { uploadMessage } from '../plan/label.ts'
import type { Target } from '../ports/platform.ts'
import { type Changing, change, imageOf, type Means } from './change.ts'
import { failed } from './failed.ts'
import { actedOf, type Ports, putOffBy } from './ports.ts'
import { findDeployment } from './reconcile.ts'
import type { ReleaseRecord } from './release-record.ts'
import { PermitRefused, type Tenure } from './tenure.ts'

const lookEveryMs = 250
/** How long is waited before a change that was put off is sent again, where the platform does not say: doubled each time. */
const firstWaitMs = 1_000
const longestWaitMs = 30_000

type Creating = Changing & { kind: 'upload' | 'restore' }

/** Changes to the platform: intent before, result after, and a lost answer resolved by looking. */
export class Changes {
  readonly #record: ReleaseRecord
  readonly #ports: Ports
  readonly #tenure: Tenure
  readonly #means: Omit<Means, 'permission'>
  readonly #signal: AbortSignal

  constructor(
    record: ReleaseRecord,
    ports: Ports,
    tenure: Tenure,
    means: Omit<Means, 'permission'>,
    signal: AbortSignal,
  ) {
    this.#record = record
    this.#ports = ports
    this.#tenure = tenure
    this.#means = means
    this.#signal = signal
  }

  /**
   * `unfinished` is the intent that a process which died left open; it may have been done. Undefined: we were asked to
   * stop before it was known what became of the change, so that its intent stays open for whoever resumes.
   */
  async carryOut(effect: Changing, target: Target, unfinished: Intent | undefined): Promise<Happening | undefined> {
    const same = unfinished?.effect.kind === effect.kind ? unfinished : undefined
    return effect.kind === 'upload' || effect.kind === 'restore'
      ? await this.#create(effect, target, same)
      : await this.#set(effect, target)
  }

  /** Setting and removing may be done twice without harm, so nothing need be looked for. */
  async #set(effect: Changing, target: Target): Promise<Happening | undefined> {
    await this.#record.intend(effect, undefined)
    try {
      return await this.#send(effect, target)
    } catch (error) {
      if (error instanceof PermitRefused) throw error.cause
      return failed(effect, error, actedOf(error))
    }
  }

  async #create(effect: Creating, target: Target, unfinished: Intent | undefined): Promise<Happening | undefined> {
    const { settleMs } = this.#record.state.plan.policy
    if (unfinished !== undefined) {
      // What it may have done is looked for before anything is sent.
      const found = await this.#find(effect, target, unfinished.known ?? [], settleMs)
      if (found !== 'nothing') return found
    }
    let known: readonly string[] | undefined
    try {
      // What an earlier try may still bring about must never count as known before.
      known = effect.known ?? unfinished?.known ?? (await this.#existing(target))
    } catch (error) {
      return failed(effect, error, 'no')
    }
    if (known === undefined) return undefined
    await this.#record.intend(effect, known)
    if (effect.known !== undefined) {
      // It was looked for long enough; what came since the last look is all there can be.
      const found = await this.#find(effect, target, effect.known, 0)
      if (found !== 'nothing') return found
    }
    try {
      return await this.#send(effect, target)
    } catch (error) {
      if (error instanceof PermitRefused) throw error.cause
      if (actedOf(error) === 'no') return failed(effect, error, 'no')
      const found = await this.#find(effect, target, known, settleMs)
      if (found !== 'nothing') return found
      return { ...failed(effect, error, 'unknown'), ...(effect.side === 'old' && { known }) }
    }
  }

  /**
   * The deployments there are. A platform that can not be asked for a moment is no reason to give up, nor to take the long
   * way back. Undefined: we were asked to stop.
   */
  async #existing(target: Target): Promise<string[] | undefined> {
    const until = this.#ports.clock.monotonic() + this.#record.state.plan.policy.settleMs
    for (;;) {
      try {
        return (await this.#ports.platform.view(target)).deployments.map(({ id }) => id)
      } catch (error) {
        if (this.#ports.clock.monotonic() + firstWaitMs > until) throw error
      }
      await this.#ports.clock.sleep(firstWaitMs, this.#signal)
      if (this.#signal.aborted) return undefined
    }
  }

  /**
   * Sends a change. One that the platform put off, such as by 429, surely did nothing and is sent again, when the platform
   * says, for as long as the state's time lasts.
   */
  async #send(effect: Changing, target: Target): Promise<Happening | undefined> {
    const deadline = this.#deadline()
    for (let attempt = 0; ; attempt++) {
      try {
        const { permission } = this.#tenure
        const happening = await change(this.#record.state, effect, target, this.#ports, {
          ...this.#means,
          permission,
        })
        await this.#tenure.answered()
        return happening
      } catch (error) {
        const waitMs = waitBefore(error, attempt)
        if (waitMs === undefined || this.#record.now() + waitMs > deadline) throw error
        await this.#ports.clock.sleep(waitMs, this.#signal)
        if (this.#signal.aborted) return undefined
      }
    }
  }

  /** What is put right after the end has the time of going back. */
  #deadline(): number {
    const { state } = this.#record
    return deadlineOf(state) ?? this.#record.now() + state.plan.policy.rollbackMs
  }

  /**
   * Looks until the change is found; for `ms` where there is nothing (`nothing`: it surely left no trace), and for as long as
   * the state's time lasts where nobody can say yet whether it did. Undefined: we were asked to stop before either.
   */
  async #find(
    effect: Creating,
    target: Target,
    known: readonly string[],
    ms: number,
  ): Promise<Happening | 'nothing' | undefined> {
    const label = uploadMessage(this.#record.state.plan, effect.part, effect.side)
    const until = this.#ports.clock.monotonic() + ms
    const deadline = this.#deadline()
    for (;;) {
      const copyOf = effect.known && this.#record.state.plan.parts[effect.part]?.before?.deployment
      const mark = { label, image: imageOf(this.#record.state, effect), copyOf }
      const found = await findDeployment(this.#ports, target, effect, mark, known).catch(() => unseen)
      if (found.found === 'deployment') {
        return { kind: 'deployment-created', part: effect.part, deployment: found.deployment }
      }
      const over = this.#ports.clock.monotonic() >= until
      if (over && found.found === 'nothing') return 'nothing'
      if (found.found === 'ambiguous' || (over && this.#record.now() >= deadline)) {
        return {
          kind: 'effect-failed',
          effect: effect.kind,
          code: 'outcome-unknown',
          sentence: found.sentence ?? '',
          acted: 'unknown',
        }
      }
      await this.#ports.clock.sleep(lookEveryMs, this.#signal)
      if (this.#signal.aborted) return undefined
    }
  }
}

/** Undefined where sending it again would not help, or is not known to be harmless. */
function waitBefore(error: unknown, attempt: number): number | undefined {
  const putOff = putOffBy(error)
  return putOff && (putOff.forMs ?? Math.min(longestWaitMs, firstWaitMs * 2 ** attempt))
}

const unseen = { found: 'unsettled', sentence: 'The platform could not be asked what became of it.' } as const
