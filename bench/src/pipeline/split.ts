import type { Entry, Policy } from '@kickai/release'

/** One release from the command's call to its end; milliseconds, and moments in milliseconds since 1970. */
export interface Called {
  readonly calledAt: number
  readonly endedAt: number
  readonly entries: readonly Entry[]
  /** How long the service's own process took from its start until it listened. */
  readonly bootMs: number
}

/** Where the time of a release went. Seconds. */
export interface Split {
  /** From the call until it was planned: the command is loaded, the commit built, what runs looked at. */
  readonly build: number
  /** All checks before the first change, the release before measured, settings set and read back. */
  readonly preflight: number
  readonly measure: number
  readonly configure: number
  readonly upload: number
  /** From the upload's answer until the platform says that it serves. */
  readonly start: number
  /** Verified and watched. */
  readonly gates: number
  /** After it was live: lease, notices, the result. */
  readonly end: number
  readonly total: number
  /** Of `start`: the service's own boot. */
  readonly boot: number
  /** Of `measure` and `gates`: pauses between looks, and the time that it is to be watched. */
  readonly configuredWaits: number
  /** All but the service's boot and the configured waits. */
  readonly own: number
}

const longestPauseMs = 100

/** Splits a release's time by what its journal says. Pure. Throws where it did not go live by way of an upload. */
export function splitOf({ calledAt, endedAt, entries, bootMs }: Called): Split {
  const planned = entries.find((entry) => entry.kind === 'plan')
  if (planned?.kind !== 'plan') throw new Error('The journal holds no plan.')
  const led = (state: string) => momentOf(entries, state, (entry) => entry.led?.state === state)
  const event = (kind: string) =>
    momentOf(
      entries,
      kind,
      (entry) => (entry.kind === 'result' || entry.kind === 'observation') && entry.event.kind === kind,
    )
  const intended = (kind: string) =>
    momentOf(entries, kind, (entry) => entry.kind === 'intent' && entry.effect.kind === kind)
  const [configuring, uploading, verifying, live] = [
    led('configuring'),
    intended('upload'),
    led('verifying'),
    led('live'),
  ]
  const measured = entries.some((entry) => entry.kind === 'observation' && entry.event.kind === 'measured')
    ? event('measured')
    : configuring
  const waits = waitsOf(planned.plan.policy, live - led('baking'), measured > configuring)
  const seconds = (ms: number) => Math.round(ms) / 1000
  return {
    build: seconds(planned.at - calledAt),
    preflight: seconds(configuring - planned.at),
    measure: seconds(measured - configuring),
    configure: seconds(uploading - measured),
    upload: seconds(event('deployment-created') - uploading),
    start: seconds(verifying - event('deployment-created')),
    gates: seconds(live - verifying),
    end: seconds(endedAt - live),
    total: seconds(endedAt - calledAt),
    boot: seconds(bootMs),
    configuredWaits: seconds(waits),
    own: seconds(endedAt - calledAt - bootMs - waits),
  }
}

/** How long is waited because the configuration says so: never more than the state really took. */
function waitsOf(policy: Policy, bakedMs: number, measures: boolean): number {
  const { checkEveryMs, passes, bakeMs, prolongMs, comparison } = policy
  const pauses = measures ? comparison.beforeProbes * Math.min(longestPauseMs, checkEveryMs / 10) : 0
  return pauses + (passes - 1) * checkEveryMs + Math.min(bakedMs, bakeMs + prolongMs)
}

function momentOf(entries: readonly Entry[], what: string, is: (entry: Entry) => boolean): number {
  const found = entries.find(is)
  if (found === undefined) throw new Error(`The journal does not say when it came to ${what}.`)
  return found.at
}
