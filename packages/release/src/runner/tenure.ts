import { type Former, type Lease, type LeaseRefused, takeLease } from '../lease/lease.ts'
import { requestLimitMs } from '../lease/times.ts'
import type { Permission } from '../ports/permission.ts'
import { ReleaseError } from '../release-error.ts'
import { noPatience, type Patience, patiently, StoreTrouble } from './patience.ts'
import type { Ports } from './ports.ts'
import type { ReleaseRecord } from './release-record.ts'

const lookEveryMs = 500

/** Why a change was not sent, on its way through the adapter. */
export class PermitRefused extends Error {
  constructor(cause: unknown) {
    super('A change was not sent, because nobody allowed it.', { cause })
    this.name = 'PermitRefused'
  }
}

/** A run's hold on its environment: the lease, from taking to giving back. */
export class Tenure {
  #lease: Lease | undefined
  #former: Former | undefined
  #withoutStore = false
  readonly #record: ReleaseRecord
  readonly #ports: Ports
  readonly #signal: AbortSignal

  constructor(record: ReleaseRecord, ports: Ports, signal: AbortSignal) {
    this.#record = record
    this.#ports = ports
    this.#signal = signal
  }

  get held(): boolean {
    return this.#lease !== undefined
  }

  /** Who held the lease before, did not give it back, and may wake up again; until it was looked what came of that. */
  get former(): Former | undefined {
    return this.#former
  }

  /** What a former holder may have had under way is put right, or people are told that it is not. */
  looked(): void {
    this.#former = undefined
  }

  /** Takes the lease and records it, or says who holds it. */
  async take(watched?: string): Promise<LeaseRefused | undefined> {
    const { environment, release } = this.#record.state.plan
    const { store, clock, leaseTimes, holder, processes } = this.#ports
    const answer = await takeLease(store, clock, leaseTimes, {
      environment,
      holder,
      release,
      ...(processes && { processes }),
      ...(watched !== undefined && { watched }),
    })
    if ('refused' in answer) return answer
    this.#lease = answer
    this.#former = answer.takenFrom
    this.#record.token = answer.token
    this.#record.patience = this.patience
    return undefined
  }

  /**
   * Takes the lease for a release that was left, waiting for that of its dead process to run out. Then the journal is
   * read again: until now the other process may have carried the release on. Throws `lease-held` where somebody lives.
   */
  async takeOver(): Promise<void> {
    const { clock } = this.#ports
    let first: { readonly seen: string; readonly freeAt: number } | undefined
    for (;;) {
      const now = clock.monotonic()
      const refused = await this.take(first !== undefined && now >= first.freeAt ? first.seen : undefined)
      if (refused === undefined) break
      const lives = first !== undefined && refused.seen !== first.seen
      if (lives || refused.release !== this.#record.state.plan.release) throw held(refused)
      first ??= { seen: refused.seen, freeAt: clock.monotonic() + refused.waitMs }
      await clock.sleep(Math.min(refused.waitMs, lookEveryMs), this.#signal)
      if (this.#signal.aborted) throw interrupted()
    }
    await this.#record.reload()
  }

  /** How long the store may be waited for while the lease is held: then half of its time is left for going back without it. */
  get patience(): Patience {
    const lease = this.#lease
    if (lease === undefined) return noPatience
    const { limitMs } = this.#ports.leaseTimes
    return { leftMs: () => lease.leftMs() - limitMs / 2, longestMs: limitMs / 2, whenOver: lease.whenShort }
  }

  /** From now on permits are given without the store, for as long as the lease surely lasts. */
  goOnWithoutStore(): void {
    this.#withoutStore = true
  }

  /** Asked by the platform's adapter before each change is sent. */
  readonly permission: Permission = async (bytes) => {
    const lease = this.#lease
    if (lease !== undefined && this.#withoutStore && lease.leftMs() > 0) return { leftMs: lease.leftMs }
    const limitMs = requestLimitMs(this.#ports.leaseTimes, bytes)
    const permit = await patiently(this.#ports.clock, this.patience, async () =>
      this.#withoutStore ? undefined : await lease?.permit(limitMs),
    ).catch((error: unknown) => {
      throw new PermitRefused(error)
    })
    if (permit === undefined) throw new PermitRefused(this.#lost())
    return permit
  }

  /** Makes sure that the lease is ours, and that a takeover waits for what may go on for so long. Throws `lease-lost`. */
  async demand(limitMs: number): Promise<void> {
    const permit = await patiently(this.#ports.clock, this.patience, async () => await this.#lease?.permit(limitMs))
    if (permit === undefined) throw this.#lost()
  }

  /** Nothing that was sent is under way any more. */
  async answered(): Promise<void> {
    const lease = this.#lease
    if (lease === undefined || this.#withoutStore) return
    await patiently(this.#ports.clock, this.patience, lease.answered).catch((error: unknown) => {
      // A store that is silent is met again by the entry that comes next, which cannot do without it.
      if (!(error instanceof StoreTrouble)) throw error
    })
  }

  #lost(): ReleaseError {
    const { plan } = this.#record.state
    return new ReleaseError(
      'lease-lost',
      `The lease of ${plan.environment} was lost before the next step.`,
      `Nothing more was changed. Go on with "kickai resume ${plan.release}".`,
    )
  }

  /**
   * Gives the lease back. From then on somebody else may hold it, so entries carry no token. Where it was not looked what a
   * former holder had under way, whoever has it next is to look.
   */
  async giveBack(): Promise<void> {
    const lease = this.#lease
    this.#lease = undefined
    this.#record.patience = noPatience
    await lease?.giveBack(this.#former)
    this.#record.token = 0
  }

  /** Stops renewing, without giving anything back. */
  stop(): void {
    this.#lease?.stop()
  }
}

/** For whoever would change what somebody else is changing. */
export function held({ holder, release }: LeaseRefused): ReleaseError {
  return new ReleaseError(
    'lease-held',
    `${holder} is carrying out ${release}.`,
    'Wait until it has ended, then try again.',
  )
}

/** For whoever was asked to stop before it was known what came of a step. */
export function interrupted(): ReleaseError {
  return new ReleaseError('interrupted', 'The release was interrupted.', 'Go on with "kickai resume".')
}
