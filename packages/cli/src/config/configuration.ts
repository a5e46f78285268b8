import {
  defaultComparison,
  defaultLeaseTimes,
  defaultObjectives,
  defaultPolicy,
  type LeaseTimes,
  type Policy,
  parseRegistry,
  type RegistryPlace,
  type ServiceConfiguration,
  type SmokeCheck,
} from '@kickai/release'
import { type Around, aroundOf } from './around.ts'
import type {
  Account,
  ArtifactPlace,
  Config,
  Environment,
  Journal,
  Lease,
  Local,
  RailwayPlace,
  Service,
  ServiceHere,
  Settings,
} from './config.ts'
import type { PreflightCheck } from './preflight-check.ts'
import { type VaultCommand, vaultCommand } from './vault-command.ts'

/** A configuration with nothing left open. */
export interface Configuration {
  readonly name: string
  /** The folder that holds the file; commands run there, and `.kickai` lies there. */
  readonly root: string
  readonly file: string
  readonly bundle: { readonly build?: string; readonly directory?: string; readonly exclude: readonly string[] }
  readonly services: readonly ConfiguredService[]
  /** In the order of promotion. */
  readonly environments: readonly ConfiguredEnvironment[]
  readonly local: Local
  /** The store that holds the journal of what is on Railway, by references; absent: a file. */
  readonly journal?: Readonly<Journal>
  readonly vault?: VaultCommand
  readonly artifacts: ConfiguredArtifacts
  readonly lease: LeaseTimes
  /** By service. */
  readonly preflight: { readonly [service: string]: readonly PreflightCheck[] }
  readonly account: Account & { readonly token: string }
}

export interface ConfiguredArtifacts {
  /** How many of the newest stay in the folder at least. */
  readonly keep: number
  /** Absent: the folder is the only place. */
  readonly registry?: ConfiguredRegistry
}

export interface ConfiguredRegistry extends Pick<ArtifactPlace, 'user' | 'password' | 'token'> {
  readonly place: RegistryPlace
}

export interface ConfiguredService {
  readonly name: string
  readonly configuration: ServiceConfiguration
  /** Requests besides the health check that must succeed. */
  readonly smoke: readonly SmokeCheck[]
}

/** How far a service is scaled in an environment; what is absent stays as the platform has it. */
export type Scaling = Pick<ServiceHere, 'replicas' | 'regions' | 'limits'>

export interface ConfiguredEnvironment {
  readonly name: string
  readonly settings: Settings
  readonly policy: Policy
  /** Absent where nothing goes on around releases, as in rehearsals. */
  readonly around?: Around
  readonly railway?: RailwayPlace
  /** Its place on Railway is what `kickai.places.json` says, not the configuration. */
  readonly placed?: boolean
  /** The services as they run here; absent: as everywhere. */
  readonly services?: readonly ConfiguredService[]
  /** By service. */
  readonly scaling?: { readonly [service: string]: Scaling }
}

/** The services as they run in an environment; one that the configuration does not name has them as everywhere. */
export function servicesIn(
  { environments, services }: Pick<Configuration, 'environments' | 'services'>,
  environment: string,
): readonly ConfiguredService[] {
  return environments.find(({ name }) => name === environment)?.services ?? services
}

const bakeSecondsByName: { readonly [environment: string]: number } = { testing: 10, production: 60 }
const defaultProof = 'where-echoed'
const bakeSecondsElsewhere = 30
const artifactsKept = 20

/** Fills in every default. `config` has been checked; `placed` are the environments whose places a file named. */
export function configurationOf(
  config: Config,
  root: string,
  file: string,
  placed: ReadonlySet<string> = new Set(),
): Configuration {
  const { limitSeconds, requestSeconds } = leaseSeconds(config)
  return {
    name: config.name,
    root,
    file,
    bundle: { ...config.bundle, exclude: config.bundle?.exclude ?? [] },
    services: configuredServices(config.services),
    environments: Object.entries(config.environments).map(([name, environment]) => ({
      name,
      settings: environment.settings ?? {},
      policy: policyOf(name, environment),
      around: aroundOf(config, name, environment),
      ...(environment.railway && { railway: environment.railway }),
      ...(placed.has(name) && { placed: true }),
      ...(environment.services && servicesHere(config.services, environment.services)),
    })),
    local: config.local ?? {},
    preflight: config.preflight ?? {},
    ...(config.journal !== undefined && { journal: journalOf(config.journal) }),
    ...(config.vault && { vault: vaultCommand(config.vault) }),
    artifacts: artifactsOf(config.artifacts ?? {}),
    lease: {
      limitMs: limitSeconds * 1000,
      renewMs: (limitSeconds * 1000) / 3,
      requestMs: requestSeconds * 1000,
    },
    account: { token: 'env:RAILWAY_API_TOKEN', ...config.account },
  }
}

function configuredServices(services: Config['services']): ConfiguredService[] {
  return Object.entries(services).map(([name, service]) => ({
    name,
    configuration: serviceOf(service),
    smoke: (service.smoke ?? []).map(({ path, status = 200 }) => ({ path, status })),
  }))
}

/** Services as they run in one environment, and how far they are scaled there. */
function servicesHere(
  services: Config['services'],
  here: { readonly [service: string]: ServiceHere },
): Pick<ConfiguredEnvironment, 'services' | 'scaling'> {
  const scaling: { [service: string]: Scaling } = {}
  const otherwise = Object.entries(services).map(([name, service]): [string, Service] => {
    const { replicas, regions, limits, ...running } = here[name] ?? {}
    scaling[name] = {
      ...(replicas !== undefined && { replicas }),
      ...(regions !== undefined && { regions }),
      ...(limits !== undefined && { limits }),
    }
    return [name, { ...service, ...running }]
  })
  return { services: configuredServices(Object.fromEntries(otherwise)), scaling }
}

/** How long a lease lasts and a request may take, in seconds, with what is left open filled in. */
function leaseSeconds({ lease = {} }: Pick<Config, 'lease'>): Required<Lease> {
  const { limitSeconds = defaultLeaseTimes.limitMs / 1000, requestSeconds = defaultLeaseTimes.requestMs / 1000 } = lease
  return { limitSeconds, requestSeconds }
}

function artifactsOf({ keep = artifactsKept, registry, ...credentials }: ArtifactPlace): ConfiguredArtifacts {
  const place = registry === undefined ? undefined : parseRegistry(registry)
  return { keep, ...(typeof place === 'object' && { registry: { place, ...credentials } }) }
}

const restartPolicies = { 'on-failure': 'ON_FAILURE', always: 'ALWAYS', never: 'NEVER' } as const

function serviceOf(service: Service): ServiceConfiguration {
  const { kind = 'web', schedule } = service
  return {
    // Left out of a web service, as journals have it that knew no other kind.
    ...(kind !== 'web' && { kind }),
    startCommand: service.start,
    ...(kind === 'web' && { healthPath: service.health ?? '/health' }),
    ...(schedule !== undefined && { schedule }),
    healthTimeoutSeconds: service.healthTimeoutSeconds ?? 60,
    overlapSeconds: service.overlapSeconds ?? (kind === 'web' ? 2 : 0),
    drainingSeconds: service.drainingSeconds ?? 10,
    restartPolicy: restartPolicies[service.restart?.policy ?? (kind === 'cron' ? 'never' : 'on-failure')],
    restartRetries: service.restart?.retries ?? (kind === 'cron' ? 0 : 10),
  }
}

function policyOf(name: string, environment: Environment): Policy {
  const { checks = {}, objectives = {}, comparison = {}, deadlines = {} } = environment
  const inMs = (seconds: number | undefined, otherwise: number) => (seconds === undefined ? otherwise : seconds * 1000)
  const bakeMs = inMs(environment.bakeSeconds, (bakeSecondsByName[name] ?? bakeSecondsElsewhere) * 1000)
  return {
    ...defaultPolicy,
    identity: environment.identity ?? defaultPolicy.identity,
    settingsProof: environment.settingsProof ?? defaultProof,
    passes: checks.passes ?? defaultPolicy.passes,
    failures: checks.failures ?? defaultPolicy.failures,
    checkEveryMs: inMs(checks.everySeconds, defaultPolicy.checkEveryMs),
    checkTimeoutMs: inMs(checks.timeoutSeconds, defaultPolicy.checkTimeoutMs),
    releaseMs: inMs(deadlines.releaseSeconds, defaultPolicy.releaseMs),
    preflightMs: inMs(deadlines.preflightSeconds, defaultPolicy.preflightMs),
    deployMs: inMs(deadlines.deploySeconds, defaultPolicy.deployMs),
    verifyMs: inMs(deadlines.verifySeconds, defaultPolicy.verifyMs),
    bakeMs,
    prolongMs: inMs(environment.prolongSeconds, bakeMs),
    inconclusive: environment.inconclusive ?? defaultPolicy.inconclusive,
    rollbackMs: inMs(deadlines.rollbackSeconds, defaultPolicy.rollbackMs),
    afterMigration: environment.rollback?.afterMigration ?? false,
    approval: environment.approval ?? defaultPolicy.approval,
    ...(deadlines.approvalSeconds !== undefined && { approvalMs: deadlines.approvalSeconds * 1000 }),
    objectives: {
      errorShare: objectives.errorShare ?? defaultObjectives.errorShare,
      p95Ms: inMs(objectives.p95Seconds, defaultObjectives.p95Ms),
      availability: objectives.availability ?? defaultObjectives.availability,
      restarts: objectives.restarts ?? defaultObjectives.restarts,
      processorShare: objectives.processorShare ?? defaultObjectives.processorShare,
      memoryShare: objectives.memoryShare ?? defaultObjectives.memoryShare,
      ...(objectives.processors !== undefined && { processors: objectives.processors }),
      ...(objectives.memoryMegabytes !== undefined && { memoryBytes: objectives.memoryMegabytes * 1e6 }),
    },
    comparison: {
      ...defaultComparison,
      leastRequests: comparison.leastRequests ?? defaultComparison.leastRequests,
      beforeMs: inMs(comparison.beforeSeconds, defaultComparison.beforeMs),
      falseAlarm: comparison.falseAlarm ?? defaultComparison.falseAlarm,
      leastGrowth: comparison.leastGrowth ?? defaultComparison.leastGrowth,
      leastGrowthMs: inMs(comparison.leastGrowthSeconds, defaultComparison.leastGrowthMs),
    },
  }
}

function journalOf(journal: string | Journal): Journal {
  return typeof journal === 'string' ? { store: journal } : journal
}
