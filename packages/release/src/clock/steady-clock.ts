import type { Clock } from '../ports/clock.ts'

/** A clock whose wall time goes on as it began, whatever the machine's clock is set to meanwhile. For one run. */
export function steadyClock(clock: Clock): Clock {
  const began = clock.now()
  const beganMonotonic = clock.monotonic()
  return {
    now: () => began + Math.round(clock.monotonic() - beganMonotonic),
    monotonic: () => clock.monotonic(),
    sleep: (ms, signal) => clock.sleep(ms, signal),
  }
}
