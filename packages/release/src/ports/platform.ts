import type { Permission } from './permission.ts'

/**
 * The platform port: what a release needs of the place where services run. An adapter maps its own statuses to
 * `Phase`, one by one. An adapter never repeats a change by itself: its errors carry `acted` ('no' or 'unknown'), and
 * whoever called looks what became of it. A change is sent under a permit each, asked for just before; without
 * `permission` it is limited by the adapter's own times alone.
 */

/** Which service of which environment, by the names of the configuration. The adapter knows the platform's own ids. */
export interface Target {
  readonly environment: string
  readonly service: string
}

/**
 * - `moving`: on its way
 * - `serving`: the platform says that it runs and takes traffic (never a proof of identity)
 * - `failed`: it will not serve
 * - `without effect`: ended and changed nothing (skipped, removed, superseded)
 * - `blocked`: waits for somebody
 * - `unknown`: a status this version has no meaning for
 */
export type Phase = 'moving' | 'serving' | 'failed' | 'without effect' | 'blocked' | 'unknown'

/** The platform's own record of running something. */
export interface DeploymentRecord {
  readonly id: string
  readonly phase: Phase
  /** The platform's own word for it, for people. */
  readonly status: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** What the upload's message said; releases put their id in it. */
  readonly message?: string
  /** The platform's reference to the image that this deployment runs, where it says one. */
  readonly image?: string
  /** Why it failed, where the platform says so. */
  readonly failure?: string
  /** Whether the platform can still run this deployment's image again. */
  readonly restorable: boolean
  /** Ended by somebody although its status still reads well. */
  readonly stopped: boolean
  /** One of its instances has ended by itself and is being started again. */
  readonly restarting?: boolean
}

export interface ServiceView {
  /** Where users reach the service, without a trailing slash; undefined while it has no address. */
  readonly url?: string
  /** Newest first. */
  readonly deployments: readonly DeploymentRecord[]
  /** Ids of the deployments that the platform says are running and deployed. */
  readonly active: readonly string[]
  /** The platform's mark of the environment's configuration; changes when anybody changes it. */
  readonly configurationEtag?: string
  /** A command runs before each deployment, a migration say; going back does not undo what it did. */
  readonly runsBeforeDeploying?: boolean
  /** The image that the service is set to, which a deploy by hand would run; absent where it is set to none. */
  readonly image?: string
}

/**
 * What a service is for.
 * - `web`: answers requests, so it can be asked who and how it is
 * - `worker`: runs all the time and answers nobody; the platform alone knows of it
 * - `cron`: its command is run by a schedule and ends; the platform alone knows of it
 */
export type ServiceKind = 'web' | 'worker' | 'cron'

/** How a service is to run. Seconds where named so. */
export interface ServiceConfiguration {
  /** Absent: web. */
  readonly kind?: ServiceKind
  readonly startCommand?: string
  /** The image that it is set to and runs, by its digest. Absent: it is set to none, and runs what is uploaded. */
  readonly image?: string
  /** Of a web service. */
  readonly healthPath?: string
  /** Of a cron service: five fields, in UTC. */
  readonly schedule?: string
  readonly healthTimeoutSeconds: number
  readonly overlapSeconds: number
  readonly drainingSeconds: number
  readonly restartPolicy: 'ON_FAILURE' | 'ALWAYS' | 'NEVER'
  readonly restartRetries: number
}

/** What a service is for, where its configuration may be of a journal that knew web services alone. */
export function kindOf({ kind = 'web' }: Pick<ServiceConfiguration, 'kind'>): ServiceKind {
  return kind
}

/** Values with their secrets in the clear: never journaled, never printed. */
export type Variables = ReadonlyMap<string, string>

/** What the platform holds for a service, without the platform's own. */
export interface HeldSettings {
  /** As they were written: references to others not filled in. */
  readonly variables: Variables
  /** Names of further ones, whose values the platform does not give out. */
  readonly sealed: readonly string[]
}

export type Severity = 'problem' | 'notice'

/** Something preflight found. `problem` blocks; `notice` is only said. */
export interface Finding {
  readonly code: string
  readonly severity: Severity
  readonly sentence: string
  readonly wayOut: string
}

/** How a service is to run after a release, and how the release before it had it run. */
export interface PlannedChange {
  readonly wanted?: ServiceConfiguration
  readonly before?: ServiceConfiguration
  /**
   * Also reports what a release sets by itself before it deploys, such as the health path. For diagnosis of a service as
   * it is; a release leaves it out.
   */
  readonly asItIs?: boolean
}

export interface Platform {
  /** Everything about a service that a plan or a reconciliation looks at. */
  view(target: Target): Promise<ServiceView>
  /** The platform's own findings before a release. */
  preflight(target: Target, planned?: PlannedChange): Promise<Finding[]>
  /** The settings as the platform holds them now. */
  heldSettings(target: Target): Promise<HeldSettings>
  /** Whether the platform fills something in where this value is used, so that a process gets another one than is set. */
  fillsIn(value: string): boolean
  /**
   * Sets configuration and variables without a deployment, as one change each; variables that are not named are
   * removed. Setting the same twice is harmless, so it is simply done again after a lost answer. Those that `sealed`
   * names are to be given out to nobody from then on; that cannot be undone. Where an image can not be taken off that
   * the service is set to, nothing fails by it, since what is uploaded runs all the same: the view says so.
   */
  configure(
    target: Target,
    configuration: ServiceConfiguration,
    variables: Variables,
    permission?: Permission,
    sealed?: readonly string[],
  ): Promise<void>
  /** Uploads a bundle and starts its deployment. `message` carries the release id and is how it is found again. */
  upload(
    target: Target,
    archive: Uint8Array,
    message: string,
    permission?: Permission,
  ): Promise<{ readonly deployment: string }>
  /** Runs the image that the service is configured with, as a new deployment. */
  deployImage(target: Target, permission?: Permission): Promise<{ readonly deployment: string }>
  /**
   * Runs a kept deployment's image again, as a new deployment, without a build: with the variables that are set now, or
   * with those that it was started with, which need not be the same and may be known to nobody else.
   */
  restore(
    target: Target,
    deployment: string,
    permission?: Permission,
    variables?: 'of now' | 'of then',
  ): Promise<{ readonly deployment: string }>
  /** One deployment's record now, or undefined where the platform does not know it. */
  deployment(target: Target, id: string): Promise<DeploymentRecord | undefined>
  /**
   * Follows a deployment: yields a record whenever one is seen (a push, with polling beside it), until it is no
   * longer moving or `signal` is aborted. May yield the same record twice. Never ends by itself on an error of the
   * connection; it looks again.
   */
  follow(target: Target, id: string, signal: AbortSignal): AsyncIterable<DeploymentRecord>
  /**
   * Ends a deployment and takes it out of traffic: cancels it while it moves, removes it otherwise. Harmless when it has
   * ended. With `unlessServing` one that serves by now is left alone, and `serving` says so.
   */
  remove(target: Target, id: string, unlessServing: boolean, permission?: Permission): Promise<'ended' | 'serving'>
  /**
   * Users' requests of this deployment that began since `since` (ms since 1970), without our own probes. No requests is
   * a count of 0; undefined is no data: the platform could not be asked or understood.
   */
  traffic(target: Target, deployment: string, since: number): Promise<TrafficCount | undefined>
  /**
   * What this deployment used since `since` (ms since 1970), oldest sample first. Platforms measure seldom, so there may
   * be no sample yet; undefined is no data: the platform could not be asked or understood.
   */
  usage(target: Target, deployment: string, since: number): Promise<Usage | undefined>
  /**
   * The times that the command of a scheduled deployment was run, newest first; undefined is no data: the platform could
   * not be asked or understood.
   */
  executions(target: Target, deployment: string): Promise<readonly Execution[] | undefined>
  /** The newest log lines of a deployment, oldest first. */
  logs(target: Target, deployment: string, limit: number): Promise<LogLine[]>
}

/**
 * One run of a scheduled command. `skipped`: it was due while the one before still ran. `unknown`: nobody saw how it
 * ended, or the platform's word for that is not known.
 */
export interface Execution {
  readonly id: string
  /** Milliseconds since 1970. */
  readonly at: number
  readonly outcome: 'running' | 'done' | 'failed' | 'skipped' | 'unknown'
}

export interface TrafficCount {
  readonly requests: number
  /** Answers of 500 and above, and connections that broke. */
  readonly errors: number
  /** How long requests took; absent where the platform does not say. */
  readonly latencies?: Histogram
}

/**
 * Milliseconds, counted in steps of a sixteenth of a doubling: `counts[i]` values lie around `2 ** ((from + i) / 16)`.
 * Small however many values there are, and exact enough to compare any two. `histogramOf` makes one.
 */
export interface Histogram {
  readonly from: number
  readonly counts: readonly number[]
}

/** Processor and memory of all instances of a deployment together. */
export interface Usage {
  readonly samples: readonly UsageSample[]
  /** What there is at most; absent where the platform does not say. */
  readonly processors?: number
  readonly memoryBytes?: number
}

export interface UsageSample {
  /** Milliseconds since 1970. */
  readonly at: number
  /** Processors' worth of time, 1 for one that was busy all the time. */
  readonly processors?: number
  readonly memoryBytes?: number
}

export interface LogLine {
  /** Milliseconds since 1970. */
  readonly at: number
  readonly severity: string
  readonly message: string
}
