import type { Verdict } from '../machine/state.ts'
import type { Histogram } from '../ports/platform.ts'

/**
 * What is counted of one environment in one day (UTC). Two add up to one, in any order, so that a sum which is kept and
 * grows with each release equals one that is made anew from the whole journal. Whole numbers only, for the same reason.
 */
export interface Tally {
  /** Deploys and promotions by how they ended. */
  readonly changes: { readonly [verdict in Verdict]?: number }
  /** Rollbacks that a person asked for, by how they ended. */
  readonly rollbacks: { readonly [verdict in Verdict]?: number }
  /** Changes that users reached, and those of them that had to be taken back, by the release itself or by a person. */
  readonly reached: number
  readonly takenBack: number
  /** From the commit to live, for each artifact that was new here; milliseconds, ascending, like the other lists. */
  readonly commitToLiveMs: readonly number[]
  /** From the decision to go back to the proven old release. */
  readonly rollbackMs: readonly number[]
  /** From the first moment that users could reach a bad release to the proven old one. */
  readonly recoveryMs: readonly number[]
  /** How long nobody was served while releases were under way. */
  readonly downInReleasesMs: number
  readonly service: ServiceTally
}

/** What was observed of the service itself, while it was released and by whoever watched it. */
export interface ServiceTally {
  /** The time that our probes stand for, and how much of it the service did not answer with 200. */
  readonly watchedMs: number
  readonly downMs: number
  /** Users' requests, and those that failed. */
  readonly requests: number
  readonly errors: number
  readonly latencies: Histogram
  /** Our own probes that were answered with 200. */
  readonly probeLatencies: Histogram
  readonly processor: Levels
  readonly memory: Levels
}

/** How many samples there were of each level, in whole per cent of what there is. */
export interface Levels {
  readonly [percent: string]: number
}
