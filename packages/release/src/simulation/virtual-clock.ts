import type { Clock } from '../ports/clock.ts'

/**
 * A clock that jumps to the next sleeper as soon as nothing else is running, so that minutes of a release pass in
 * milliseconds and in the same order every time.
 */
export class VirtualClock implements Clock {
  #now: number
  #sleepers: { readonly at: number; readonly wake: () => void }[] = []
  #scheduled = false
  #held = 0

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
      this.#sleepers.push(sleeper)
      signal?.addEventListener(
        'abort',
        () => {
          this.#sleepers = this.#sleepers.filter((each) => each !== sleeper)
          resolve()
        },
        { once: true },
      )
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

  #schedule(): void {
    if (this.#scheduled || this.#held > 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      if (this.#held > 0) return
      const first = this.#sleepers.toSorted((left, right) => left.at - right.at)[0]
      if (first === undefined) return
      this.#sleepers = this.#sleepers.filter((each) => each !== first)
      this.#now = Math.max(this.#now, first.at)
      first.wake()
      this.#schedule()
    })
  }
}
