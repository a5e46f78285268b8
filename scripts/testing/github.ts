import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { z } from 'zod'

const description = z.string().max(140)

const commitStatus = z.strictObject({
  context: z.string(),
  state: z.enum(['error', 'failure', 'pending', 'success']),
  description: description.optional(),
  target_url: z.url().optional(),
})

const deployment = z.strictObject({
  ref: z.hex().length(40),
  task: z.string(),
  environment: z.string(),
  description: description.optional(),
  // What a record carries along is the caller's own: the release command's is this.
  payload: z.strictObject({ release: z.string(), digest: z.string() }),
  auto_merge: z.boolean(),
  required_contexts: z.array(z.string()),
  production_environment: z.boolean(),
})

const deploymentStatus = z.strictObject({
  state: z.enum(['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']),
  description: description.optional(),
  log_url: z.url().optional(),
  environment_url: z.url().optional(),
})

/** A deployment record as it was asked for, by the number that the double gave it. */
export type DeploymentRecord = z.output<typeof deployment> & { readonly id: number }

/** Starts a double of the part of GitHub's API that the release command uses; see `startGithub`. */
export type GithubDouble = Awaited<ReturnType<typeof startGithub>>

/**
 * A double of the part of GitHub's API that the release command uses: commit statuses and deployments of one repository, each kept
 * as it was taken. It refuses what GitHub refuses, and what it does not know: another token (401), fields, states and lengths that
 * there are not (422), unknown records and paths (404).
 */
export async function startGithub(repository: string, token: string) {
  const commitStatuses: (z.output<typeof commitStatus> & { readonly commit: string })[] = []
  const deployments: DeploymentRecord[] = []
  const deploymentStatuses: (z.output<typeof deploymentStatus> & { readonly deployment: number })[] = []

  const answer = (method: string, url: URL, body: string): [number, unknown] => {
    const path = url.pathname.replace(`/repos/${repository}`, '')
    if (path === url.pathname) return [404, {}]
    const take = <Taken>(schema: z.ZodType<Taken>, keep: (taken: Taken) => unknown): [number, unknown] => {
      const taken = schema.safeParse(jsonOf(body))
      return taken.success ? [201, keep(taken.data) ?? {}] : [422, { message: taken.error.message }]
    }
    if (path === '/deployments' && method === 'GET') {
      const [environment, task] = [url.searchParams.get('environment'), url.searchParams.get('task')]
      return [200, deployments.filter((one) => one.environment === environment && one.task === task).reverse()]
    }
    if (method !== 'POST') return [404, {}]
    const [, commit] = /^\/statuses\/([0-9a-f]{40})$/.exec(path) ?? []
    if (commit !== undefined) return take(commitStatus, (taken) => void commitStatuses.push({ ...taken, commit }))
    if (path === '/deployments')
      return take(deployment, (taken) => {
        const record = { ...taken, id: deployments.length + 1 }
        deployments.push(record)
        return record
      })
    const [, id] = /^\/deployments\/(\d+)\/statuses$/.exec(path) ?? []
    const known = deployments.find((one) => String(one.id) === id)
    if (known === undefined) return [404, {}]
    return take(deploymentStatus, (taken) => void deploymentStatuses.push({ ...taken, deployment: known.id }))
  }

  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const body = await text(request)
    const isAllowed = request.headers.authorization === `Bearer ${token}`
    const [status, said] = isAllowed ? answer(request.method ?? '', url, body) : [401, {}]
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(said))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    /** In the order in which they came, as `deployments` and `deploymentStatuses`. */
    commitStatuses,
    deployments,
    deploymentStatuses,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** What is no JSON is refused by every schema. */
function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch (error) {
    return error
  }
}
