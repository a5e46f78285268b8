import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../ports/clock.ts'

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  async sleep(ms, signal) {
    if (signal?.aborted === true) return
    // An aborted wait ends early, which is what the port promises; nothing else can reject here.
    await wait(ms, undefined, signal ? { signal } : {}).catch(() => undefined)
  },
}
