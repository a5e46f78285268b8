/** What the page shows; sent whole at every change. Times in seconds where named so, else milliseconds since 1970. */
export interface Snapshot {
  readonly name: string
  readonly environments: readonly EnvironmentCard[]
  readonly rehearsal: RehearsalCard
  readonly links: readonly PageLink[]
}

export interface EnvironmentCard {
  readonly environment: string
  readonly url?: string
  /** Where the service's health check answers. */
  readonly healthUrl?: string
  /** The newest release's verdict, or the state it is in now. */
  readonly state: string
  /** Why the newest release ended so, where it did not go live. */
  readonly reason?: string
  /** The release that was live last; absent before the first one. */
  readonly release?: string
  /**
   * What runs, as far as its identity goes: the live release, or one under way once it has switched. Of several services
   * the first that answers requests, and the identity of the least sure.
   */
  readonly commit?: string
  readonly digest?: string
  readonly deployment?: string
  readonly identity?: string
  /** What the service's health check answered last. */
  readonly health?: { readonly status?: number; readonly word?: string; readonly latencyMs: number }
  /** Each of them, in the order of a release. */
  readonly services?: readonly ServiceLine[]
  /** Requests that this page's own users sent, and how many got no whole answer. */
  readonly requests: number
  readonly lost: number
  /** Why the environment could not be looked at. */
  readonly trouble?: string
}

/** One of several services. */
export interface ServiceLine {
  readonly service: string
  readonly kind: string
  readonly identity?: string
  /** Of one that answers requests. */
  readonly health?: NonNullable<EnvironmentCard['health']>
}

export interface RehearsalCard {
  /** One can begin. */
  readonly ready?: boolean
  readonly running: boolean
  /** The steps that the running rehearsal, or the last one, has begun. */
  readonly steps: readonly string[]
  /** Those that a whole one has. */
  readonly allSteps?: readonly string[]
  readonly last?: RescueFigures
  /** Why the last rehearsal could not be made. */
  readonly failure?: string
}

/** How a rehearsed bad release was rescued. */
export interface RescueFigures {
  readonly at: number
  readonly verdict: string
  readonly caughtSeconds: number
  readonly backSeconds: number
  readonly requests: number
  readonly lost: number
}

/** A page of a companion, shown below. */
export interface PageLink {
  readonly label: string
  readonly url: string
}
