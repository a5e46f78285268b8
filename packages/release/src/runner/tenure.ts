import { type Lease, type LeaseRefused, takeLease } from '../lease/lease.ts'
import { ReleaseError } from '../release-error.ts'
import type { Ports } from './ports.ts'
import type { ReleaseRecord } from './release-record.ts'

const lookEveryMs = 500
/** A lease whose end moves away by more than this is being renewed by somebody who lives. */
const renewedByMs = 1_000

/** A run's hold on its environment: the lease, from taking to giving back. */
export class Tenure {
  #lease: Lease | undefined
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

  /** Takes the lease and records it, or says who holds it. */
  async take(): Promise<LeaseRefused | undefined> {
    const { environment, release } = this.#record.state.plan
    const { store, clock, leaseTimes, holder } = this.#ports
    const answer = await takeLease(store, clock, leaseTimes, { environment, holder, release })
    if ('refused' in answer) return answer
    this.#lease = answer
    this.#record.token = answer.token
    return undefined
  }

  /**
   * Takes the lease for a release that was left, waiting for that of its dead process to run out. Then the journal is
   * read again: until now the other process may have carried the release on. Throws `lease-held` where somebody lives.
   */
  async takeOver(): Promise<void> {
    const { clock } = this.#ports
    let freeAt: number | undefined
    for (;;) {
      const refused = await this.take()
      if (refused === undefined) break
      const now = clock.monotonic()
      const lives = freeAt !== undefined && now + refused.waitMs > freeAt + renewedByMs
      if (lives || refused.release !== this.#record.state.plan.release) throw held(refused)
      freeAt ??= now + refused.waitMs
      await clock.sleep(Math.min(refused.waitMs, lookEveryMs), this.#signal)
      if (this.#signal.aborted) throw interrupted()
    }
    await this.#record.reload()
  }

  /** Makes sure that a request may be sent now. Throws `lease-lost`. */
  async demand(): Promise<void> {
    if (this.#lease?.holds() === true) return
    await this.#lease?.renew()
    if (this.#lease?.holds() === true) return
    const { plan } = this.#record.state
    throw new ReleaseError(
      'lease-lost',
      `The lease of ${plan.environment} ran out before the next step.`,
      `Nothing more was changed. Go on with "kickai resume ${plan.release}".`,
    )
  }

  /** Gives the lease back. From then on somebody else may hold it, so entries carry no token. */
  async giveBack(): Promise<void> {
    const lease = this.#lease
    this.#lease = undefined
    await lease?.giveBack()
    this.#record.token = 0
  }

  /** Stops renewing, without giving anything back. */
  stop(): void {
    this.#lease?.stop()
  }
}

/** For whoever would change what somebody else is changing. */
function held({ holder, release }: LeaseRefused): ReleaseError {
  return new ReleaseError(
    'lease-held',
    `${holder} is carrying out ${release}.`,
    'Wait until it has ended, then try again.',
  )
}

function interrupted(): ReleaseError {
  return new ReleaseError('interrupted', 'The release was interrupted.', 'Go on with "kickai resume".')
}
