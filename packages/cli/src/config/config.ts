import type { ErrorBudget, Hooks, Notify, Promotion } from './around-config.ts'
import type { PreflightCheck } from './preflight-check.ts'
import type { Setting, Vault } from './secret-config.ts'

/** What `kickai.config.ts` says. Types alone: together with what it imports it is the published package's declaration. */
export interface Config {
  /** What is released, in lower-case letters, digits and `-`. */
  name: string
  /** What a commit becomes; left out: all its files as they are. */
  bundle?: Bundle
  /** By name. A release goes through them in this order, and ends with one verdict for all. */
  services: { [service: string]: Service }
  /** In the order of promotion. */
  environments: { [environment: string]: Environment }
  /** How things are on the embedded platform. */
  local?: Local
  lease?: Lease
  /** Commands that are run around every release. */
  hooks?: Hooks
  /** Who is told how releases end, and that one waits for a person. */
  notify?: Notify[]
  /**
   * Where the journal of what is on Railway lies, and its leases: a reference to the URL of a store that machines share,
   * such as `env:DATABASE_URL`. The URL is `postgres://…` (needs the package `pg`), `firestore:PROJECT/PREFIX` (needs
   * `@google-cloud/firestore`) or `sqlite:PATH`. Default: a file in `.kickai`, for this machine alone.
   */
  journal?: string | Journal
  /** Where references such as `vault:club/bot-token` lead. */
  vault?: Vault
  artifacts?: ArtifactPlace
  /** By service: what it depends on, asked before each release but a rollback, and by `kickai doctor`. */
  preflight?: { [service: string]: PreflightCheck[] }
  account?: Account
}

/** A journal whose store is asked by an account of its own. */
export interface Journal {
  /** The reference to the store's URL. */
  store: string
  /**
   * Of a store in Firestore: the reference to the whole JSON of a service account's key. Left out: the credentials that Google's
   * libraries find by themselves (`GOOGLE_APPLICATION_CREDENTIALS`).
   */
  account?: string
}

/** The account or workspace on Railway in which `kickai provision` makes what is missing. Releases never use it. */
export interface Account {
  /** Where an account's or a workspace's token comes from. Default `env:RAILWAY_API_TOKEN`. */
  token?: string
  /** The id of the workspace that new projects go to, where the account has several. */
  workspace?: string
  /** Default `https://backboard.railway.com/graphql/v2`. */
  endpoint?: string
  /**
   * How environments are laid out: `projects` gives each a project of its own, `one-project` an environment each of one
   * project, and `iac` does what `.railway/railway.ts` declares, with `railway/iac`. Default `projects`; `kickai options`
   * compares them.
   */
  layout?: 'projects' | 'one-project' | 'iac'
}

/** Where packed bundles are kept. Always in `.kickai/artifacts`; with a registry also where other machines find them. */
export interface ArtifactPlace {
  /** A repository of an OCI registry, such as `ghcr.io/team/club`, for what is on Railway. */
  registry?: string
  /** Who reads and writes there: a name, or a reference to it, such as `env:GITHUB_ACTOR`. */
  user?: string
  /** Where the password comes from, or the token that the registry takes for one, such as `env:GITHUB_TOKEN`. */
  password?: string
  /** In place of user and password: where a token comes from that is sent as it is. */
  token?: string
  /** How many of the newest stay in `.kickai/artifacts` besides those that a rollback may need. Default 20. */
  keep?: number
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
  /**
   * What it is for: `web` answers requests, `worker` runs all the time and answers nobody, `cron` is run by a schedule and
   * ends. Default `web`.
   */
  kind?: 'web' | 'worker' | 'cron'
  /** The command that starts it; one of kind `web` must listen on `PORT`. */
  start: string
  /** Of kind `cron`: when it is run, as a crontab expression of five fields in UTC, such as `0 3 * * *`. */
  schedule?: string
  /** Of kind `web`: answers 200 while the service is well. Default `/health`. */
  health?: string
  /** Of kind `web`: how long the platform waits for the first 200. Default 60. */
  healthTimeoutSeconds?: number
  /** How long the old one goes on beside the new one. Default 2, and 0 where nobody waits for its answers. */
  overlapSeconds?: number
  /** How long the old one may take to end. Default 10. */
  drainingSeconds?: number
  restart?: Restart
  /** Of kind `web`: requests besides the health check that must succeed. */
  smoke?: SmokeCheck[]
}

/** What the platform does when the service ends by itself. Default `on-failure`, 10 times; of kind `cron` `never`. */
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
  /**
   * How sure a release must be of what runs: `proven` by the service's own answer, or `attested` by the platform's record.
   * Default `proven`. A worker or a cron service answers nobody, so there it is `attested` at best, and said so.
   */
  identity?: 'proven' | 'attested'
  /**
   * Whether a service of kind `web` must prove that it has the settings that were set, or is asked for that only where it
   * tells their fingerprint. Both need the setting `KICKAI_PROBE_TOKEN`, a secret. Default `where-echoed`.
   */
  settingsProof?: 'demanded' | 'where-echoed'
  /** The watched time after the switch. Default 10 in `testing`, 60 in `production`, 30 elsewhere. */
  bakeSeconds?: number
  /** How much longer is watched at most while what was seen is inconclusive. Default: as long again. */
  prolongSeconds?: number
  /** What becomes of a release that is inconclusive even then: it fails, or it passes with a notice. Default `fail`. */
  inconclusive?: 'fail' | 'pass'
  checks?: Checks
  objectives?: Objectives
  comparison?: Comparison
  deadlines?: Deadlines
  /** Run after those that are for all environments. */
  hooks?: Hooks
  rollback?: {
    /** Roll back by itself also where a command runs before each deployment, which going back does not undo. Default: no. */
    afterMigration?: boolean
  }
  /** Whether every release waits for a person, who lets it go on by `kickai approve`. Rollbacks do not. Default: no. */
  approval?: boolean
  /** What an artifact must have shown where it comes from. Left out: that it is live and answers there. */
  promotion?: Promotion
  /** How much downtime may lie behind before nothing more is promoted into it; `false`: nobody asks. */
  errorBudget?: ErrorBudget | false
  /** By service: how it runs here, where that differs from other environments. */
  services?: { [service: string]: ServiceHere }
  /** Where it is on Railway. Left out: where `kickai.places.json` says (`kickai provision`), else on the embedded platform. */
  railway?: RailwayPlace
}

/** What an environment may have otherwise, and how far the service is scaled there. */
export interface ServiceHere
  extends Pick<Service, 'health' | 'healthTimeoutSeconds' | 'overlapSeconds' | 'drainingSeconds' | 'restart'> {
  /** How many run at once. Left out: as it is set on Railway, which begins with 1. */
  replicas?: number
  /** How many run in each region, by Railway's name of it; in place of `replicas`. */
  regions?: { [region: string]: number }
  /** What each of them may use at most. Left out: what the plan allows. */
  limits?: { processors?: number; memoryGigabytes?: number }
}

export interface Settings {
  [service: string]: { [name: string]: Setting }
}

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

/** What must hold while baking, whatever the previous release was like. */
export interface Objectives {
  /** Share of users' requests that may fail, 0 to 1. Default 0.01. */
  errorShare?: number
  /** 95 of 100 requests take no longer. Default 2. */
  p95Seconds?: number
  /** Share of our own probes that must be answered with 200. Default 0.999. */
  availability?: number
  /** How often the service may be started again by itself. Default 0. */
  restarts?: number
  /** Share of the processors and of the memory that may be in use. Default 0.8. */
  processorShare?: number
  memoryShare?: number
  /** How much there is, where the platform does not say, or less than it says. */
  processors?: number
  memoryMegabytes?: number
}

/** When the new release counts as worse than the previous one. */
export interface Comparison {
  /** With fewer users' requests on either side our own probes are compared instead. Default 50. */
  leastRequests?: number
  /** How far back the previous release's requests are counted. Default 300. */
  beforeSeconds?: number
  /** The chance taken that a release as good as the previous one is called worse. Default 0.01. */
  falseAlarm?: number
  /** By what factor, and by how much, times must have grown. Default 1.5 and 0.01; 0.2 on the embedded platform. */
  leastGrowth?: number
  leastGrowthSeconds?: number
}

export interface Deadlines {
  /** The whole release, until it is live or goes back. Default 1800. */
  releaseSeconds?: number
  /** All checks before the first change. Default 600. */
  preflightSeconds?: number
  /** From the upload until the platform says that it serves. Default 600. */
  deploySeconds?: number
  /** Default 120. */
  verifySeconds?: number
  /** Going back, for each service. Default 120. */
  rollbackSeconds?: number
  /** How long it is waited for an approval. Default 86400. */
  approvalSeconds?: number
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
  /** A secret of this environment's own, the same at every start, for `KICKAI_PROBE_TOKEN`. */
  probeToken: string
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
  /** The longest that one change may be under way; an upload gets 1 s more for 125 kB. A takeover waits for it. Default 20. */
  requestSeconds?: number
}
