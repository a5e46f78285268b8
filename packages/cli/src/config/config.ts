/**
 * What `kickai.config.ts` says. This file is also the published package's declaration, so it imports nothing and holds
 * nothing but types.
 */
export interface Config {
  /** What is released, in lower-case letters, digits and `-`. */
  name: string
  /** What a commit becomes; left out: all its files as they are. */
  bundle?: Bundle
  /** The parts of a release by name. One, for now. */
  services: { [service: string]: Service }
  /** In the order of promotion. */
  environments: { [environment: string]: Environment }
  /** How things are on the embedded platform. */
  local?: Local
  lease?: Lease
}

export interface Bundle {
  /** Run in a clean checkout of the commit before its files are taken. */
  build?: string
  /** The folder that is released, below the repository's root. Default: all of it. */
  directory?: string
  /** Patterns of files that are left out, such as `docs/**`. */
  exclude?: string[]
}

export interface Service {
  /** The command that starts it; it must listen on `PORT`. */
  start: string
  /** Answers 200 while the service is well. Default `/health`. */
  health?: string
  /** How long the platform waits for the first 200. Default 60. */
  healthTimeoutSeconds?: number
  /** How long the old one goes on beside the new one. Default 2. */
  overlapSeconds?: number
  /** How long the old one may take to end. Default 10. */
  drainingSeconds?: number
  restart?: Restart
  /** Requests besides the health check that must succeed. */
  smoke?: SmokeCheck[]
}

/** What the platform does when the service ends by itself. Default `on-failure`, 10 times. */
export interface Restart {
  policy: 'on-failure' | 'always' | 'never'
  retries?: number
}

export interface SmokeCheck {
  path: string
  /** Default 200. */
  status?: number
}

export interface Environment {
  /** By service. */
  settings?: Settings
  /** How sure a release must be of what answers. Default `proven`. */
  identity?: 'proven' | 'attested'
  /** The watched time after the switch. Default 10 in `testing`, 60 in `production`, 30 elsewhere. */
  bakeSeconds?: number
  checks?: Checks
  objectives?: Objectives
  deadlines?: Deadlines
  /** Where it is on Railway. Left out: on the embedded platform. */
  railway?: RailwayPlace
}

export interface Settings {
  [service: string]: { [name: string]: Setting }
}

/** A value, or where a secret comes from: `env:NAME`, `file:PATH`, and on the embedded platform `local:NAME`. */
export type Setting = string | { secret: string }

export interface Checks {
  /** Consecutive good checks that pass. Default 3. */
  passes?: number
  /** Consecutive bad checks that fail. Default 3. */
  failures?: number
  /** Default 1. */
  everySeconds?: number
  /** How long an answer may take. Default 5. */
  timeoutSeconds?: number
}

/** Limits on users' requests while baking. */
export interface Objectives {
  /** Share of failed requests, 0 to 1. Default 0.01. */
  errorShare?: number
  /** Default 2. */
  p95Seconds?: number
  /** Below this many requests users' traffic is not judged. Default 50. */
  leastRequests?: number
}

export interface Deadlines {
  /** Default 600. */
  deploySeconds?: number
  /** Default 120. */
  verifySeconds?: number
  /** Default 120. */
  rollbackSeconds?: number
}

export interface RailwayPlace {
  /** Ids, as the dashboard's address shows them. */
  project: string
  environment: string
  services: { [service: string]: string }
  /** Where the token comes from, such as `env:RAILWAY_TOKEN_TESTING`. */
  token: string
  /** Default `project`: a token of this project and environment alone. */
  tokenKind?: 'project' | 'account'
  /** Default `https://backboard.railway.com/graphql/v2`. */
  endpoint?: string
}

export interface Local {
  /** The watched time after a switch. Default 1. */
  bakeSeconds?: number
  /** Programs that run beside the embedded platform. */
  companions?: { [name: string]: Companion }
  /** Settings that take the place of an environment's own. */
  settings?: (local: LocalPlace) => Settings
  /** The values behind `local:` references. */
  secrets?: (local: LocalPlace) => { [name: string]: string }
}

/** A program that says in one line of JSON on standard output when it is ready: `{"ready":true,"url":…,"page":…}`. */
export interface Companion {
  /** Run in the repository's root. `node` is the Node that runs `kickai`. */
  command: string[]
  /** What its page is for, in a few words. */
  label?: string
}

export interface LocalPlace {
  environment: string
  /** A folder that outlives releases, for this environment alone. */
  data: string
  companions: { [name: string]: CompanionAddress }
}

/** What a companion said when it was ready. */
export interface CompanionAddress {
  url: string
  page?: string
  // biome-ignore lint/suspicious/noExplicitAny: a companion says what it likes, and the configuration knows it
  [field: string]: any
}

/** How long the right to change an environment lasts without being renewed. */
export interface Lease {
  /** Default 15. */
  limitSeconds?: number
  /** The longest that one request to the platform may take. Default 8. */
  requestSeconds?: number
}
