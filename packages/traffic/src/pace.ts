import { setTimeout as delay } from 'node:timers/promises'

/** Lets workers go no faster than a rate, in even steps. */
export interface Pace {
  /** Resolves when the next request may begin. */
  next(): Promise<void> | undefined
}

/** Without a rate nobody waits. */
export function paceOf(ratePerSecond: number | undefined): Pace {
  if (ratePerSecond === undefined) return { next: () => undefined }
  const step = 1000 / ratePerSecond
  let slot = performance.now()
  return {
    next: () => {
      const time = performance.now()
      // Time lost (a busy machine) is not made up by a burst of more than a quarter of a second's requests.
      slot = Math.max(slot + step, time - 250)
      return slot > time ? delay(slot - time) : undefined
    },
  }
}
