import type { Clock } from '../ports/clock.ts'

/**
 * The time of one run. It begins as the wall clock's and goes on as the monotonic one's, so that a wall clock that is set
 * meanwhile neither ends nor prolongs any wait; and it is never before what the journal holds already.
 */
export class SteadyClock implements Clock {
  readonly #clock: Clock
  /** What this clock shows more than the monotonic one. */
  #ahead: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#ahead = clock.now() - clock.monotonic()
  }

  now(): number {
    return Math.floor(this.#clock.monotonic() + this.#ahead)
  }

  monotonic(): number {
    return this.#clock.monotonic()
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal)
  }

  /** From now on it shows no time before `at`. */
  notBefore(at: number): void {
    this.#ahead = Math.max(this.#ahead, at - this.#clock.monotonic())
  }

  /** What everybody else's clock showed at a time of this one, as the wall clock shows it now. */
  elsewhere(at: number): number {
    return this.#clock.now() - (this.now() - at)
  }
}
