import {
  attestationOf,
  type Current,
  checkRecord,
  currentOf,
  httpProbe,
  kindOf,
  lastObserved,
  longestCoverMs,
  type Observation,
  openJournal,
  recordObservation,
  type ServiceConfiguration,
  type ServiceKind,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'

/** One look at what is live in an environment, of each of its services. */
export interface Seen {
  readonly environment: string
  readonly service: string
  readonly deployment: string
  /** The health check answered 200; of a service that nobody can ask, the platform says that it runs as it must. */
  readonly well: boolean
  readonly status?: number
  readonly latencyMs?: number
  /** Of a service that nobody can ask: the platform's own word for it. */
  readonly platformStatus?: string
  readonly failure?: string
  /** Users' requests since the look before. */
  readonly requests?: number
  readonly errors?: number
}

/** Looks at the live services of an environment and journals what was seen. Nothing is live: nothing is seen. */
export async function observeServices(connection: Connection, store: Store): Promise<Seen[]> {
  const { live }: Current = await currentOf(openJournal(store), connection.environment)
  if (live === undefined) return []
  const seen: Seen[] = []
  for (const { service, deployment, configuration } of live.parts) {
    const part = { service, deployment, configuration, liveAt: live.liveAt }
    const kind = kindOf(configuration)
    const found =
      kind === 'web' ? await observe(connection, store, part) : await observeUnasked(connection, store, part, kind)
    if (found.observation !== undefined) await recordObservation(store, found.observation)
    seen.push(found.seen)
  }
  return seen
}

interface LiveService {
  readonly service: string
  readonly deployment: string
  readonly configuration: ServiceConfiguration
  readonly liveAt: number
}

interface Found {
  /** Absent where nothing could be asked that is worth keeping. */
  readonly observation?: Observation
  readonly seen: Seen
}

async function observe(connection: Connection, store: Store, live: LiveService): Promise<Found> {
  const { environment, platform, policy } = connection
  const { service, deployment, configuration } = live
  const target = { environment, service }
  const { url } = await platform.view(target)
  // Its release proved it at an address, so that there is none now is no good sign. How long users miss it nobody knows.
  if (url === undefined) return { seen: { ...target, deployment, well: false, failure: 'it has no address any more' } }
  const since = await lookedUntil(connection, store, live)
  const [health, traffic, usage] = await Promise.all([
    httpProbe.ask(url + (configuration.healthPath ?? '/health'), { timeoutMs: policy.checkTimeoutMs }),
    unlessFailing(platform.traffic(target, deployment, since.counted)),
    unlessFailing(platform.usage(target, deployment, since.counted + 1)),
  ])
  const observation = observationOf(connection, live, since.looked, {
    health,
    ...(traffic && { traffic }),
    ...(usage && { usage }),
  })
  return { observation, seen: seenIn(observation) }
}

/** A worker or a cron service: what it uses is kept; whether it runs as it must is the platform's word. */
async function observeUnasked(
  connection: Connection,
  store: Store,
  live: LiveService,
  kind: Exclude<ServiceKind, 'web'>,
): Promise<Found> {
  const { environment, platform } = connection
  const { service, deployment } = live
  const target = { environment, service }
  const since = await lookedUntil(connection, store, live)
  const [view, usage] = await Promise.all([
    platform.view(target),
    unlessFailing(platform.usage(target, deployment, since.counted + 1)),
  ])
  const record = attestationOf(kind, view, deployment)
  const outcome = checkRecord(kind, record)
  const well = outcome.outcome === 'good'
  return {
    observation: observationOf(connection, live, since.looked, usage ? { usage } : {}),
    seen: {
      environment,
      service,
      deployment,
      well,
      platformStatus: record.status,
      ...(!well && { failure: outcome.sentence }),
    },
  }
}

/** Since when this deployment's figures are counted, and when the service was last looked at; milliseconds since 1970. */
async function lookedUntil(
  { environment }: Connection,
  store: Store,
  { service, deployment, liveAt }: LiveService,
): Promise<{ readonly counted: number; readonly looked: number }> {
  const last = await lastObserved(store, { environment, service })
  const counted = last?.deployment === deployment ? last.at : liveAt
  return { counted, looked: Math.max(counted, last?.at ?? 0) }
}

function observationOf(
  { environment, policy }: Connection,
  { service, deployment }: LiveService,
  looked: number,
  found: Pick<Observation, 'health' | 'traffic' | 'usage'>,
): Observation {
  const at = Date.now()
  const { processors, memoryBytes } = policy.objectives
  return {
    environment,
    service,
    deployment,
    at,
    coversMs: Math.min(longestCoverMs, Math.max(0, at - looked)),
    ...found,
    limits: { ...(processors !== undefined && { processors }), ...(memoryBytes !== undefined && { memoryBytes }) },
  }
}

/** A figure that cannot be had is none; the rest is worth keeping. */
async function unlessFailing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  try {
    return await reading
  } catch (error) {
    if (!isRoomError(error)) throw error
    return undefined
  }
}

function seenIn({ environment, service, deployment, health, traffic }: Observation): Seen {
  return {
    environment,
    service,
    deployment,
    well: health?.status === 200,
    ...(health?.status !== undefined && { status: health.status }),
    ...(health && { latencyMs: health.latencyMs }),
    ...(health?.failure !== undefined && { failure: health.failure }),
    ...(traffic && { requests: traffic.requests, errors: traffic.errors }),
  }
}
