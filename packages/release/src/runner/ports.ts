import type { Store } from '@kickai/store'
import type { LeaseTimes } from '../lease/times.ts'
import type { Artifacts } from '../ports/artifacts.ts'
import type { Clock } from '../ports/clock.ts'
import type { HookRunner } from '../ports/hooks.ts'
import type { Notifier } from '../ports/notifier.ts'
import type { Finding, Platform, Target } from '../ports/platform.ts'
import type { Probe } from '../ports/probe.ts'
import type { PlannedSetting, Secrets } from '../ports/secrets.ts'
import type { Spool } from '../ports/spool.ts'
import type { Processes } from '../process/this-process.ts'
import type { SteadyClock } from './steady-clock.ts'

/** Made on a service as it is to be released, with its settings. Changes nothing; never throws what it can tell. */
export type ServiceChecks = (target: Target, settings: readonly PlannedSetting[]) => Promise<Finding[]>

/** Everything outside that a release works with. */
export interface Ports {
  readonly platform: Platform
  readonly artifacts: Artifacts
  readonly secrets: Secrets
  readonly probe: Probe
  readonly notifier: Notifier
  /** Absent where nobody plans hooks; one that is planned all the same has failed. */
  readonly hooks?: HookRunner
  /** What a team's own checks find of what a service depends on, besides ours. */
  readonly checks?: ServiceChecks
  readonly clock: Clock
  /** Journal and leases lie here. */
  readonly store: Store
  readonly leaseTimes: LeaseTimes
  /** Who we are, for whoever finds the environment's lease held. */
  readonly holder: string
  /** Tells which of the holders on this machine are dead; without it each is waited for. */
  readonly processes?: Processes
  /** Takes the secrets that are known out of a text; whatever others say is journaled without them. */
  readonly scrub?: (text: string) => string
  /** Keeps what the journal does not take. Without it a release whose journal is lost is left as it stands. */
  readonly spool?: Spool
}

/** The same with the time of a run, by which its deadlines go. */
export interface RunPorts extends Ports {
  readonly clock: SteadyClock
}

/**
 * An error of the platform adapter that says whether the refused change may have acted all the same. An error without
 * `acted` is taken as unknown.
 */
export function actedOf(error: unknown): 'no' | 'unknown' {
  return error instanceof Error && 'acted' in error && error.acted === 'no' ? 'no' : 'unknown'
}

/**
 * Whether a change surely did not act and may be sent again after a while, and after how long where the platform says;
 * undefined where that would not help.
 */
export function putOffBy(error: unknown): { readonly forMs?: number } | undefined {
  if (actedOf(error) !== 'no' || !(error instanceof Error) || !('transient' in error) || error.transient !== true) {
    return undefined
  }
  return 'retryAfterMs' in error && typeof error.retryAfterMs === 'number' ? { forMs: error.retryAfterMs } : {}
}
