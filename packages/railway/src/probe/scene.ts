import { setTimeout as delay } from 'node:timers/promises'
import { isLoopback } from '@kickai/release'
import { clientOf, type RailwayClient } from '../client/client.ts'
import { type ConnectionOptions, createConnection } from '../client/connection.ts'
import { RailwayError } from '../errors/railway-error.ts'
import type { Fetch } from '../http/exchange.ts'
import { deploymentRecord, deploymentsSeen } from '../operations/probing.ts'
import { environmentCreate } from '../operations/provisioning.ts'
import type { ServiceSettingsInput } from '../operations/service.ts'
import { addressOf } from '../platform/address.ts'
import type { Secret } from '../secret/secret.ts'
import { meaningOf } from '../statuses.ts'
import { uploadBundle } from '../upload/upload.ts'
import { createWorkspace, type InstancePlace, type Workspace } from '../workspace/workspace.ts'
import { Unclear } from './behaviour.ts'
import { type ProbeAnswer, probeService, probeSettings } from './service.ts'

export interface SceneOptions {
  readonly connection: Omit<ConnectionOptions, 'fetch'> & { readonly fetch?: Fetch }
  readonly workspaceId?: string
  /** The name of the throw-away project. */
  readonly projectName: string
  readonly signal: AbortSignal
  /** Makes an upload of files. */
  pack(files: Readonly<Record<string, string>>): Promise<Uint8Array>
  /** Hears of every secret that is made, before it is used. */
  onSecret(value: string): void
}

/** How long things are waited for; on this machine all is quicker. */
export interface ProbeTimes {
  readonly pollMs: number
  /** For a deployment, and whatever else must come about. */
  readonly deadlineMs: number
  /** What has not begun after this long does not begin. */
  readonly graceMs: number
  readonly overlapSeconds: number
}

/** What a deployment's record says. */
export interface SeenDeployment {
  readonly id: string
  readonly status: string
  readonly meta?: Readonly<Record<string, unknown>> | null | undefined
}

/** A throw-away project with a service in it, as the tests use it. */
export interface Scene {
  readonly client: RailwayClient
  /** The same with a project token of it. */
  readonly asProject: RailwayClient
  readonly workspace: Workspace
  readonly place: InstancePlace
  readonly times: ProbeTimes
  readonly signal: AbortSignal
  /** Where uploads go, and with what rights; for requests that are broken off. */
  readonly raw: {
    url(place: InstancePlace, message: string): URL
    headers(): Record<string, string>
    archive(label: string): Promise<Uint8Array>
  }
  /** Those of the account, which may be told to nobody. */
  accountHeaders(): Record<string, string>
  /** The status of the last answer over HTTP. */
  lastStatus(): number | undefined
  /** Sends what was packed as a new deployment, with the project's token; gives its id. */
  send(archive: Uint8Array, message: string, place?: InstancePlace): Promise<string>
  /** Packs and sends. */
  upload(label: string, place?: InstancePlace): Promise<string>
  /** Waits until a deployment no longer moves. */
  settled(id: string): Promise<SeenDeployment>
  /** Both, where it must end well. */
  ship(label: string, place?: InstancePlace): Promise<string>
  record(id: string): Promise<SeenDeployment>
  /** Newest first, with the ids of those that count as active. */
  deployments(
    place?: InstancePlace,
  ): Promise<{ readonly all: readonly SeenDeployment[]; readonly active: readonly string[] }>
  configure(settings: ServiceSettingsInput, place?: InstancePlace): Promise<void>
  /** What the service answers now; undefined where it does not. */
  ask(): Promise<ProbeAnswer | undefined>
  /** Looks until something is there; `Unclear` with `what` after the time limit. */
  until<Thing>(what: string, look: () => Promise<Thing | undefined>, withinMs?: number): Promise<Thing>
  pause(ms: number): Promise<void>
  /** Makes something once, so that several tests may use it. */
  once<Thing>(name: string, make: () => Promise<Thing>): Promise<Thing>
  /** An environment of the project that is made empty, however long Railway wants to be left alone before. */
  emptyEnvironment(name: string): Promise<string>
}

/** The times that go with an endpoint. */
function timesFor(endpoint: string): ProbeTimes {
  return isLoopback(new URL(endpoint).hostname)
    ? { pollMs: 60, deadlineMs: 30_000, graceMs: 400, overlapSeconds: 2 }
    : { pollMs: 3000, deadlineMs: 600_000, graceMs: 20_000, overlapSeconds: 20 }
}

/** Opens the throw-away project that was made, with a service that can be uploaded to. */
export async function setScene(
  options: SceneOptions,
  workspace: Workspace,
  environment: { readonly projectId: string; readonly environmentId: string },
  projectToken: Secret,
): Promise<Scene> {
  const { signal } = options
  let status: number | undefined
  const send = options.connection.fetch ?? fetch
  const watched: Fetch = async (url, init) => {
    const answer = await send(url, { ...init, signal: init.signal ? AbortSignal.any([init.signal, signal]) : signal })
    status = answer.status
    return answer
  }
  const account = createConnection({ ...options.connection, fetch: watched })
  const project = createConnection({
    ...options.connection,
    fetch: watched,
    token: { kind: 'project', value: projectToken },
  })
  const client = clientOf(account)
  const times = timesFor(account.endpoint.graphql.href)
  const made = new Map<string, Promise<unknown>>()
  const service = await workspace.createService(environment, 'web')
  const place: InstancePlace = { ...environment, serviceId: service.id }
  await workspace.createDomain(place)
  const archive = (label: string) => options.pack(probeService(label))
  let address: string | undefined

  const scene: Scene = {
    client,
    asProject: clientOf(project),
    workspace: createWorkspace(client, options.workspaceId === undefined ? {} : { workspaceId: options.workspaceId }),
    place,
    times,
    signal,
    raw: {
      url: (where, message) => project.endpoint.upload(where, message),
      headers: () => project.headers(),
      archive,
    },
    accountHeaders: () => account.headers(),
    lastStatus: () => status,
    send: (bytes, message, where = place) => uploadBundle(project, where, bytes, message),
    upload: async (label, where) => await scene.send(await archive(label), `probe ${label}`, where),
    settled: (id) =>
      scene.until(`the deployment ${id} to end`, async () => {
        const seen = await scene.record(id)
        return meaningOf(seen.status).phase === 'moving' ? undefined : seen
      }),
    async ship(label, where = place) {
      const id = await scene.upload(label, where)
      const { status: ended } = await scene.settled(id)
      if (ended !== 'SUCCESS') throw new Unclear(`the service did not start: its deployment ended as ${ended}`)
      return id
    },
    record: async (id) => (await client.request(deploymentRecord, { id })).deployment,
    async deployments(where = place) {
      const { serviceInstance, deployments } = await client.request(deploymentsSeen, { ...where, first: 20 })
      return {
        all: deployments.edges.map(({ node }) => node),
        active: serviceInstance.activeDeployments.map(({ id }) => id),
      }
    },
    configure: (settings, where = place) => workspace.configureService(where, settings),
    async ask() {
      if (address === undefined) {
        const found = (await workspace.services(place)).find(({ id }) => id === place.serviceId)
        const serviceDomains = (found?.domains ?? []).map((domain) => ({ domain }))
        address = addressOf({ serviceDomains, customDomains: [] })
      }
      if (address === undefined) return undefined
      try {
        const answer = await fetch(address, { signal: AbortSignal.any([signal, AbortSignal.timeout(10_000)]) })
        return answer.ok ? ((await answer.json()) as ProbeAnswer) : undefined
      } catch (error) {
        // Nothing answers there, or not in this form; that is what is wanted to be known.
        if (signal.aborted) throw error
        return undefined
      }
    },
    async until(what, look, withinMs = times.deadlineMs) {
      for (const end = performance.now() + withinMs; ; ) {
        const found = await look()
        if (found !== undefined) return found
        if (performance.now() > end) throw new Unclear(`waited in vain for ${what}`)
        await scene.pause(times.pollMs)
      }
    },
    pause: (ms) => delay(ms, undefined, { signal }),
    once<Thing>(name: string, make: () => Promise<Thing>): Promise<Thing> {
      const before = made.get(name)
      if (before !== undefined) return before as Promise<Thing>
      const making = make()
      made.set(name, making)
      return making
    },
    emptyEnvironment: (name) =>
      scene.until(`leave to make the environment ${name}`, async () => {
        try {
          const input = { projectId: place.projectId, name }
          return (await client.request(environmentCreate, { input })).environmentCreate.id
        } catch (error) {
          if (error instanceof RailwayError && error.code === 'railway-rate-limited') return undefined
          throw error
        }
      }),
  }
  await scene.configure({ ...probeSettings, overlapSeconds: 0, drainingSeconds: 1 })
  return scene
}
