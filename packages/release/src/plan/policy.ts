/** How sure a release must be of what answers. */
export type IdentityGrade = 'proven' | 'attested' | 'unknown'

/** A request besides the health check that must succeed. */
export interface SmokeCheck {
  readonly path: string
  readonly status: number
}

/** What must hold in an environment and how long it is waited for. Times in milliseconds. */
export interface Policy {
  /** The least grade of identity that passes. */
  readonly identity: Exclude<IdentityGrade, 'unknown'>
  readonly smoke: readonly SmokeCheck[]
  /** Consecutive good checks that pass, consecutive bad ones that fail. */
  readonly passes: number
  readonly failures: number
  readonly checkEveryMs: number
  readonly checkTimeoutMs: number
  /** How often the platform is asked for its figures while baking; they count against its allowance of requests. */
  readonly figuresEveryMs: number
  readonly deployMs: number
  readonly verifyMs: number
  readonly bakeMs: number
  readonly rollbackMs: number
  /** How long it is looked for what became of an upload or a restore whose answer was lost. */
  readonly settleMs: number
  /** Whether a person must approve after preflight. */
  readonly approval: boolean
  readonly objectives: Objectives
}

/** Absolute limits on users' requests while baking. */
export interface Objectives {
  /** Share of failed requests, 0 to 1. */
  readonly errorShare: number
  readonly p95Ms: number
  /** Below this many requests users' traffic is not judged; our own probes decide. */
  readonly leastRequests: number
}

export const defaultObjectives: Objectives = { errorShare: 0.01, p95Ms: 2000, leastRequests: 50 }

export const defaultPolicy: Policy = {
  identity: 'proven',
  smoke: [],
  passes: 3,
  failures: 3,
  checkEveryMs: 1000,
  checkTimeoutMs: 5000,
  figuresEveryMs: 5000,
  deployMs: 600_000,
  verifyMs: 120_000,
  bakeMs: 30_000,
  rollbackMs: 120_000,
  settleMs: 20_000,
  approval: false,
  objectives: defaultObjectives,
}
