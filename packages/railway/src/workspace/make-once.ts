import type { Clock } from '@kickai/release'
import { RailwayError } from '../errors/railway-error.ts'

/** How often a thing is looked for whose making was not answered, and how long is waited before each further look. */
const looks = 5
const betweenLooksMs = 400
/** How often is waited where the platform says that too much is made at once: it allows one environment in 30 s. */
const waits = 8
const waitMs = 10_000

/**
 * Makes a thing once. Refused for being too quick, it is asked for again after a while: nothing was made. Where the answer
 * is lost, the thing is looked for, and never made again: what is not found then is the lost answer's error, and who comes
 * later finds it by its name.
 */
export async function makeOnce<Thing>(
  clock: Clock,
  make: () => Promise<Thing>,
  look: () => Promise<Thing | undefined>,
): Promise<Thing> {
  for (let wait = 1; ; wait += 1) {
    try {
      return await make()
    } catch (error) {
      if (!(error instanceof RailwayError)) throw error
      if (error.acted === 'unknown') return await lookFor(clock, look, error)
      if (!error.transient || wait > waits) throw error
      await clock.sleep(error.retryAfterMs ?? waitMs)
    }
  }
}

async function lookFor<Thing>(
  clock: Clock,
  look: () => Promise<Thing | undefined>,
  lost: RailwayError,
): Promise<Thing> {
  for (let each = 1; each <= looks; each += 1) {
    const found = await look()
    if (found !== undefined) return found
    await clock.sleep(betweenLooksMs * each)
  }
  throw lost
}
