import {
  type Current,
  currentOf,
  httpProbe,
  lastObserved,
  longestCoverMs,
  type Observation,
  openJournal,
  recordObservation,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection, Project } from '../connection/connection.ts'

/** One look at what is live in an environment, of each of its services that has an address. */
export interface Seen {
  readonly environment: string
  readonly service: string
  readonly deployment: string
  /** The health check answered 200. */
  readonly well: boolean
  readonly status?: number
  readonly latencyMs?: number
  readonly failure?: string
  /** Users' requests since the look before. */
  readonly requests?: number
  readonly errors?: number
}

/** Looks at the live services of an environment and journals what was seen. Nothing is live: nothing is seen. */
export async function observeServices(project: Project, connection: Connection, store: Store): Promise<Seen[]> {
  const { live }: Current = await currentOf(openJournal(store), connection.environment)
  if (live === undefined) return []
  const seen: Seen[] = []
  for (const { service, deployment } of live.parts) {
    const observation = await observe(project, connection, store, { service, deployment, liveAt: live.liveAt })
    if (observation === undefined) continue
    await recordObservation(store, observation)
    seen.push(seenIn(observation))
  }
  return seen
}

async function observe(
  project: Project,
  connection: Connection,
  store: Store,
  live: { readonly service: string; readonly deployment: string; readonly liveAt: number },
): Promise<Observation | undefined> {
  const { environment, platform, policy } = connection
  const { service, deployment } = live
  const configured = project.configuration.services.find(({ name }) => name === service)
  const { url } = await platform.view({ environment, service })
  if (url === undefined || configured === undefined) return undefined
  const last = await lastObserved(store, { environment, service })
  const since = last?.deployment === deployment ? last.at : live.liveAt
  const target = { environment, service }
  const [health, traffic, usage] = await Promise.all([
    httpProbe.ask(url + configured.configuration.healthPath, { timeoutMs: policy.checkTimeoutMs }),
    unlessFailing(platform.traffic(target, deployment, since)),
    unlessFailing(platform.usage(target, deployment, since + 1)),
  ])
  const at = Date.now()
  const { processors, memoryBytes } = policy.objectives
  return {
    ...target,
    deployment,
    at,
    coversMs: Math.min(longestCoverMs, Math.max(0, at - Math.max(since, last?.at ?? 0))),
    health,
    ...(traffic && { traffic }),
    ...(usage && { usage }),
    limits: { ...(processors !== undefined && { processors }), ...(memoryBytes !== undefined && { memoryBytes }) },
  }
}

/** A figure that cannot be had is none; the rest is worth keeping. */
async function unlessFailing<Result>(reading: Promise<Result>): Promise<Result | undefined> {
  return await reading.catch(() => undefined)
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
