import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pack, writeManifest } from '@kickai/bundle'
import { rehearsalFiles, rehearsalHealthPath, rehearsalLedgerVariable, rehearsalStartCommand } from '@kickai/traffic'

const WITHIN_MS = 60_000
const POLL_MS = 20

/** The rehearsal service on an embedded platform, handled through its public interface alone. */
export type ServiceOnPlatform = {
  /** Where its users find it. */
  url(): Promise<string>
  /** Uploads another version. Gives the deployment. */
  upload(version: string): Promise<string>
  redeploy(deployment: string): Promise<string>
  rollback(deployment: string): Promise<string>
  /** Waits until a deployment serves; throws when it fails or takes more than a minute. */
  serving(deployment: string): Promise<void>
  /** The step in which the router was told, once it is over. */
  switchStep(deployment: string): Promise<{ createdAt: string; detail: string }>
}

type Place = { platform: { url: string; accountToken: string }; folder: string }

/** Makes a project with the service in it; nothing is deployed yet. */
export async function createService({ platform, folder }: Place): Promise<ServiceOnPlatform> {
  const authorization = `Bearer ${platform.accountToken}`

  async function ask<Data>(query: string, variables: Record<string, unknown>): Promise<Data> {
    const response = await fetch(`${platform.url}/graphql/v2?source=bench`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] }
    if (errors !== undefined) throw new Error(errors.map(({ message }) => message).join('; '))
    return data
  }

  const { projectCreate: project } = await ask<{
    projectCreate: { id: string; environments: { edges: { node: { id: string } }[] } }
  }>(
    'mutation($input: ProjectCreateInput!) { projectCreate(input: $input) { id environments { edges { node { id } } } } }',
    {
      input: { name: 'switch', defaultEnvironmentName: 'production' },
    },
  )
  const projectId = project.id
  const environmentId = project.environments.edges[0]?.node.id as string
  const { serviceCreate } = await ask<{ serviceCreate: { id: string } }>(
    'mutation($input: ServiceCreateInput!) { serviceCreate(input: $input) { id } }',
    { input: { projectId, environmentId, name: 'rehearsal' } },
  )
  const serviceId = serviceCreate.id
  const place = { projectId, environmentId, serviceId }
  await ask(
    `mutation($serviceId: String!, $environmentId: String!, $input: ServiceInstanceUpdateInput!) {
      serviceInstanceUpdate(serviceId: $serviceId, environmentId: $environmentId, input: $input)
    }`,
    {
      serviceId,
      environmentId,
      // No overlap: the old deployment is told to end the moment after the switch, which is the harder case.
      input: {
        startCommand: rehearsalStartCommand,
        healthcheckPath: rehearsalHealthPath,
        overlapSeconds: 0,
        drainingSeconds: 10,
      },
    },
  )
  const variables = { [rehearsalLedgerVariable]: join(folder, 'ledger') }
  await ask('mutation($input: VariableCollectionUpsertInput!) { variableCollectionUpsert(input: $input) }', {
    input: { ...place, variables, skipDeploys: true },
  })

  async function deployments(): Promise<string[]> {
    const { deployments } = await ask<{ deployments: { edges: { node: { id: string } }[] } }>(
      'query($input: DeploymentListInput!) { deployments(input: $input, first: 500) { edges { node { id } } } }',
      { input: place },
    )
    return deployments.edges.map(({ node }) => node.id)
  }

  return {
    async url() {
      const { serviceInstance } = await ask<{
        serviceInstance: { domains: { serviceDomains: { domain: string }[] } }
      }>(
        `query($serviceId: String!, $environmentId: String!) {
          serviceInstance(serviceId: $serviceId, environmentId: $environmentId) { domains { serviceDomains { domain } } }
        }`,
        { serviceId, environmentId },
      )
      return `http://${serviceInstance.domains.serviceDomains[0]?.domain}`
    },
    async upload(version) {
      const response = await fetch(
        `${platform.url}/project/${projectId}/environment/${environmentId}/up?serviceId=${serviceId}&message=${version}`,
        {
          method: 'POST',
          headers: { authorization, 'content-type': 'application/gzip' },
          body: await bundle(folder, version),
        },
      )
      if (!response.ok) throw new Error(`The upload was refused: ${response.status} ${await response.text()}`)
      return ((await response.json()) as { deploymentId: string }).deploymentId
    },
    async redeploy(deployment) {
      const { deploymentRedeploy } = await ask<{ deploymentRedeploy: { id: string } }>(
        'mutation($id: String!) { deploymentRedeploy(id: $id, usePreviousImageTag: true) { id } }',
        { id: deployment },
      )
      return deploymentRedeploy.id
    },
    async rollback(deployment) {
      const known = new Set(await deployments())
      await ask('mutation($id: String!) { deploymentRollback(id: $id) }', { id: deployment })
      return until('the rollback’s deployment', async () => (await deployments()).find((id) => !known.has(id)))
    },
    async serving(deployment) {
      await until(`deployment ${deployment} to serve`, async () => {
        const { deployment: found } = await ask<{ deployment: { status: string } }>(
          'query($id: String!) { deployment(id: $id) { status } }',
          { id: deployment },
        )
        if (['FAILED', 'CRASHED', 'REMOVED'].includes(found.status)) throw new Error(`It ended as ${found.status}.`)
        return found.status === 'SUCCESS' ? true : undefined
      })
    },
    switchStep: (deployment) =>
      until(`the switch to ${deployment}`, async () => {
        const { deploymentEvents } = await ask<{ deploymentEvents: { edges: { node: Step }[] } }>(
          `query($id: String!) {
            deploymentEvents(id: $id, first: 50) { edges { node { step createdAt completedAt payload { detail } } } }
          }`,
          { id: deployment },
        )
        const step = deploymentEvents.edges.map(({ node }) => node).find((node) => node.step === 'CONFIGURE_NETWORK')
        if (step === undefined || step.completedAt === null) return undefined
        return { createdAt: step.createdAt, detail: step.payload?.detail ?? '' }
      }),
  }
}

type Step = { step: string; createdAt: string; completedAt: string | null; payload: { detail: string | null } | null }

/** Asks again and again until there is something; throws after a minute. */
export async function until<Value>(
  what: string,
  find: () => Promise<Value | undefined> | Value | undefined,
): Promise<Value> {
  const deadline = performance.now() + WITHIN_MS
  for (;;) {
    const found = await find()
    if (found !== undefined) return found
    if (performance.now() > deadline) throw new Error(`Waited a minute in vain for ${what}.`)
    await delay(POLL_MS)
  }
}

async function bundle(folder: string, version: string): Promise<Uint8Array<ArrayBuffer>> {
  const place = await mkdtemp(join(folder, 'bundle-'))
  try {
    for (const [name, text] of rehearsalFiles({ version })) await writeFile(join(place, name), text)
    await writeManifest(place)
    return new Uint8Array(await pack(place))
  } finally {
    await rm(place, { recursive: true })
  }
}
