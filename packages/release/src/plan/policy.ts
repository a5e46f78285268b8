/** How sure a release must be of what runs. */
export type IdentityGrade = 'proven' | 'attested' | 'unknown'

/** A request besides the health check that must succeed. */
export interface SmokeCheck {
  readonly path: string
  readonly status: number
}

/** What must hold in an environment and how long it is waited for. Times in milliseconds. */
export interface Policy {
  /** The least grade of identity that passes where a service can be asked; one that nobody can ask is attested at best. */
  readonly identity: Exclude<IdentityGrade, 'unknown'>
  /**
   * Whether a service must prove that it has the settings that were set, or is asked for that only where it does. Plans of
   * earlier versions do not say.
   */
  readonly settingsProof?: 'demanded' | 'where-echoed'
  /** Of plans that knew one list for all parts; now each part has its own. */
  readonly smoke?: readonly SmokeCheck[]
  /** Consecutive good checks that pass, consecutive bad ones that fail. */
  readonly passes: number
  readonly failures: number
  readonly checkEveryMs: number
  readonly checkTimeoutMs: number
  /** How often the platform is asked for its figures while baking; they count against its allowance of requests. */
  readonly figuresEveryMs: number
  /** The whole release, from taking the lease to its end; going back is not counted. */
  readonly releaseMs: number
  /** All checks before the first change together. */
  readonly preflightMs: number
  readonly deployMs: number
  readonly verifyMs: number
  /**
   * How much longer than the platform's overlap the old release may go on answering. Plans of earlier versions know none:
   * what answers then counts against the new release at once.
   */
  readonly overlapMarginMs?: number
  readonly bakeMs: number
  /** How much longer baking goes on at most while what was seen is inconclusive. */
  readonly prolongMs: number
  /** What becomes of a release that is inconclusive even then: it fails, or passes and the notice says why. */
  readonly inconclusive: 'fail' | 'pass'
  /** For each part that goes back. */
  readonly rollbackMs: number
  /** Whether a release is rolled back by itself although a command ran before its deployment. Absent: no. */
  readonly afterMigration?: boolean
  /** How long it is looked for what became of an upload or a restore whose answer was lost. */
  readonly settleMs: number
  /** Whether a person must approve after preflight. */
  readonly approval: boolean
  /** How long it is waited for that person; a day where it is absent. */
  readonly approvalMs?: number
  readonly objectives: Objectives
  readonly comparison: Comparison
}

/** What must hold while baking, whatever the previous release was like. Shares are from 0 to 1. */
export interface Objectives {
  /** Share of users' requests that may fail. */
  readonly errorShare: number
  /** 95 of 100 requests, users' or our own, take no longer. */
  readonly p95Ms: number
  /** Share of our own probes that must be answered with 200. */
  readonly availability: number
  /** How often a process may be started again. */
  readonly restarts: number
  /** Share of the processors and of the memory there are. */
  readonly processorShare: number
  readonly memoryShare: number
  /** How much there is, where the platform does not say, or less than it says. */
  readonly processors?: number
  readonly memoryBytes?: number
}

/** When the new release counts as worse than the previous one. */
export interface Comparison {
  /** With fewer users' requests on either side, probes are compared; with fewer probes nothing is. */
  readonly leastRequests: number
  readonly leastProbes: number
  /** How far back the previous release's requests are counted, and how often it is probed. */
  readonly beforeMs: number
  readonly beforeProbes: number
  /** The chance taken that a release as good as the previous one is called worse, all looks and tests together. */
  readonly falseAlarm: number
  /** A difference that chance brings about more seldom than this, and that is not sure, prolongs baking and is told. */
  readonly suspicion: number
  /** How often a new value must be above an old one, 0.5 to 1; less harms nobody, however sure it is. */
  readonly leastAbove: number
  /** By what factor, and by how many milliseconds, the middle or the 95th percentile must have grown. */
  readonly leastGrowth: number
  readonly leastGrowthMs: number
}

export const defaultObjectives: Objectives = {
  errorShare: 0.01,
  p95Ms: 2000,
  availability: 0.999,
  restarts: 0,
  processorShare: 0.8,
  memoryShare: 0.8,
}

export const defaultComparison: Comparison = {
  leastRequests: 50,
  leastProbes: 10,
  beforeMs: 300_000,
  beforeProbes: 20,
  falseAlarm: 0.01,
  suspicion: 0.1,
  leastAbove: 0.64,
  leastGrowth: 1.5,
  leastGrowthMs: 10,
}

export const defaultPolicy: Policy = {
  identity: 'proven',
  settingsProof: 'where-echoed',
  passes: 3,
  failures: 3,
  checkEveryMs: 1000,
  checkTimeoutMs: 5000,
  figuresEveryMs: 5000,
  releaseMs: 1_800_000,
  preflightMs: 600_000,
  deployMs: 600_000,
  verifyMs: 120_000,
  overlapMarginMs: 5_000,
  bakeMs: 30_000,
  prolongMs: 30_000,
  inconclusive: 'fail',
  rollbackMs: 120_000,
  settleMs: 20_000,
  approval: false,
  objectives: defaultObjectives,
  comparison: defaultComparison,
}
