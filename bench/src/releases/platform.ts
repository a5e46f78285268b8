import { setTimeout as delay } from 'node:timers/promises'
import { createRailwayClient, createWorkspace } from '@kickai/railway'
import { type Processes, type RunningPlatform, startPlatform } from '@kickai/railway-local'

/** Where a service is on the embedded platform, with the token that releases use. */
export type Place = { projectId: string; environmentId: string; serviceId: string; token: string }

/** One deployment, as the platform's interface tells it. */
export type Deployed = { id: string; status: string; message?: string }

/** What a platform says of a service at one moment. */
export type Look = {
  url: string
  active: string[]
  /** Newest first. */
  deployments: Deployed[]
  variables: Record<string, string>
}

type Answer = {
  serviceInstance: {
    domains: { serviceDomains: { domain: string }[] }
    activeDeployments: { id: string }[]
  }
  deployments: { edges: { node: { id: string; status: string; meta: { cliMessage?: string } | null } }[] }
  variables: Record<string, string>
}

const awayMs = 700

/** An embedded platform with one service in it; asked without any code of the release tool. */
export class BenchPlatform {
  readonly #directory: string
  #running: RunningPlatform
  readonly place: Place

  private constructor(directory: string, running: RunningPlatform, place: Place) {
    this.#directory = directory
    this.#running = running
    this.place = place
  }

  static async start(directory: string, options: { keepImages?: number } = {}): Promise<BenchPlatform> {
    const running = await startPlatform({ directory, port: 0, options })
    try {
      return new BenchPlatform(directory, running, await provision(running))
    } catch (error) {
      await running.stop()
      throw error
    }
  }

  get url(): string {
    return this.#running.url
  }

  async look(): Promise<Look> {
    const { projectId, environmentId, serviceId } = this.place
    const list = { projectId, environmentId, serviceId }
    const answer = await this.#ask<{ data: Answer }>('/graphql/v2?source=bench', {
      query: `query($projectId: String!, $environmentId: String!, $serviceId: String!, $list: DeploymentListInput!) {
        serviceInstance(serviceId: $serviceId, environmentId: $environmentId) {
          domains { serviceDomains { domain } }
          activeDeployments { id }
        }
        deployments(input: $list, first: 500) { edges { node { id status meta } } }
        variables(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, unrendered: true)
      }`,
      variables: { ...list, list },
    })
    const { serviceInstance, deployments, variables } = answer.data
    return {
      url: `http://${serviceInstance.domains.serviceDomains[0]?.domain}`,
      active: serviceInstance.activeDeployments.map(({ id }) => id),
      deployments: deployments.edges.map(({ node: { id, status, meta } }) => ({
        id,
        status,
        ...(meta?.cliMessage !== undefined && { message: meta.cliMessage }),
      })),
      variables,
    }
  }

  /** The service's processes that run now. */
  async processes(): Promise<Processes['services']> {
    return (await this.#ask<Processes>('/local/processes')).services
  }

  /** Makes something go wrong, in the form of the platform's fault table. */
  async fault(fault: object): Promise<void> {
    await this.#ask('/local/faults', fault)
  }

  /** Takes away the faults that have not been met. */
  async noFaults(): Promise<void> {
    await this.#ask('/local/faults', undefined, 'DELETE')
  }

  /** Kills the supervisor by SIGKILL and starts it again a moment later; services and router go on meanwhile. */
  async restart(): Promise<void> {
    process.kill(this.#running.pid, 'SIGKILL')
    await delay(awayMs)
    this.#running = await startPlatform({ directory: this.#directory })
  }

  async stop(): Promise<void> {
    await this.#running.stop()
  }

  async #ask<Result>(path: string, body?: object, method = body === undefined ? 'GET' : 'POST'): Promise<Result> {
    const headers = { authorization: `Bearer ${this.#running.accountToken}`, 'content-type': 'application/json' }
    const answer = await fetch(this.url + path, {
      method,
      headers,
      ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`The embedded platform answered ${answer.status} to ${path}: ${text}`)
    const parsed = (text === '' ? {} : JSON.parse(text)) as Result & { errors?: { message: string }[] }
    if (parsed.errors !== undefined) throw new Error(parsed.errors.map(({ message }) => message).join('; '))
    return parsed
  }
}

/** A project with one environment, one service and a token for them alone. */
async function provision({ url, accountToken }: RunningPlatform): Promise<Place> {
  const railway = createWorkspace(
    createRailwayClient({ endpoint: url, token: { kind: 'account', value: accountToken } }),
  )
  const { id: projectId } = await railway.ensureProject('bench', 'production')
  const { id: environmentId } = await railway.ensureEnvironment(projectId, 'production')
  const { id: serviceId } = await railway.ensureService({ projectId, environmentId }, 'web')
  const token = (await railway.createProjectToken({ projectId, environmentId }, 'bench')).reveal()
  return { projectId, environmentId, serviceId, token }
}
