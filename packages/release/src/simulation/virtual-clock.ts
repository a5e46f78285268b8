import type { Clock } from '../ports/clock.ts'

interface Sleeper {
  readonly at: number
  wake: () => void
}

/**
 * A clock that jumps to the next sleeper as soon as nothing else is running, so that minutes of a release pass in
 * milliseconds and in the same order every time.
 */
export class VirtualClock implements Clock {
  #now: number
  /** Latest first; of those at the same time, the one that came last first. */
  readonly #sleepers: Sleeper[] = []
  #scheduled = false
  #held = 0
  #ended = false

  constructor(start = Date.UTC(2026, 0, 1)) {
    this.#now = start
  }

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted === true) return Promise.resolve()
    return new Promise((resolve) => {
      const sleeper = { at: this.#now + Math.max(0, ms), wake: resolve }
      if (signal !== undefined) {
        const stop = () => {
          this.#drop(sleeper)
          resolve()
        }
        signal.addEventListener('abort', stop, { once: true })
        sleeper.wake = () => {
          signal.removeEventListener('abort', stop)
          resolve()
        }
      }
      this.#add(sleeper)
      this.#schedule()
    })
  }

  /** Time stands still while `work` runs: what really takes some, such as a database, takes none here. */
  async during<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#held += 1
    try {
      return await work()
    } finally {
      this.#held -= 1
      this.#schedule()
    }
  }

  /** Nobody is woken any more. */
  end(): void {
    this.#ended = true
    this.#sleepers.length = 0
  }

  #add(sleeper: Sleeper): void {
    let place = this.#sleepers.length
    while (place > 0 && (this.#sleepers[place - 1]?.at ?? 0) <= sleeper.at) place--
    this.#sleepers.splice(place, 0, sleeper)
  }

  #drop(sleeper: Sleeper): void {
    const place = this.#sleepers.indexOf(sleeper)
    if (place >= 0) this.#sleepers.splice(place, 1)
  }

  /** A tick comes after every promise that can go on has done so; one asked for from within a tick would come before. */
  #schedule(): void {
    if (this.#scheduled || this.#held > 0 || this.#ended) return
    this.#scheduled = true
    queueMicrotask(() => process.nextTick(() => this.#advance()))
  }

  #advance(): void {
    this.#scheduled = false
    if (this.#held > 0) return
    const first = this.#sleepers.pop()
    if (first === undefined) return
    this.#now = Math.max(this.#now, first.at)
    first.wake()
    this.#schedule()
  }
}
