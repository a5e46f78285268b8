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
  /** The last release's verdict, or the state it is in now. */
  readonly state: string
  readonly release?: string
  readonly commit?: string
  readonly digest?: string
  readonly deployment?: string
  readonly identity?: string
  /** What the service's health check answered last. */
  readonly health?: { readonly status?: number; readonly word?: string; readonly latencyMs: number }
  /** Requests that this page's own users sent, and how many got no whole answer. */
  readonly requests: number
  readonly lost: number
}

export interface RehearsalCard {
  readonly running: boolean
  /** The steps of the rehearsal that runs, or of the last one. */
  readonly steps: readonly string[]
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
