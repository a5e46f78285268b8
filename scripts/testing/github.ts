import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** What was sent to the double, in its order. */
export interface SentToGithub {
  readonly method: string
  readonly path: string
  // biome-ignore lint/suspicious/noExplicitAny: what is received is compared with what it must be, field by field
  readonly body: any
}

/**
 * A double of the part of GitHub's API that the release command uses: commit statuses and deployments of one repository.
 * It refuses what GitHub refuses: another token (401), states that there are not and descriptions too long (422), unknown
 * records and paths (404).
 */
export async function startGithub(repository: string, token: string) {
  const sent: SentToGithub[] = []
  const deployments: { id: number; environment: string; task: string; payload: unknown }[] = []
  const answer = (method: string, url: URL, body: SentToGithub['body']): [number, unknown] => {
    const path = url.pathname.replace(`/repos/${repository}`, '')
    if (path === url.pathname) return [404, {}]
    const tooLong = typeof body?.description === 'string' && body.description.length > 140
    if (tooLong) return [422, { message: 'description is too long' }]
    if (method === 'POST' && /^\/statuses\/[0-9a-f]{40}$/.test(path))
      return ['error', 'failure', 'pending', 'success'].includes(body.state) ? [201, {}] : [422, {}]
    if (path === '/deployments' && method === 'GET') {
      const [environment, task] = [url.searchParams.get('environment'), url.searchParams.get('task')]
      return [200, deployments.filter((one) => one.environment === environment && one.task === task).reverse()]
    }
    if (path === '/deployments' && method === 'POST') {
      if (!/^[0-9a-f]{40}$/.test(body.ref)) return [422, {}]
      const { environment, task, payload } = body
      deployments.push({ id: deployments.length + 1, environment, task, payload })
      return [201, deployments.at(-1)]
    }
    const [, id] = /^\/deployments\/(\d+)\/statuses$/.exec(path) ?? []
    if (method !== 'POST' || !deployments.some((one) => String(one.id) === id)) return [404, {}]
    const states = ['error', 'failure', 'inactive', 'in_progress', 'queued', 'pending', 'success']
    return states.includes(body.state) ? [201, {}] : [422, {}]
  }
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1')
    const given = await text(request)
    const body = given === '' ? undefined : JSON.parse(given)
    const isAllowed = request.headers.authorization === `Bearer ${token}`
    const [status, said] = isAllowed ? answer(request.method ?? '', url, body) : [401, {}]
    if (status < 300) sent.push({ method: request.method ?? '', path: url.pathname, body })
    response.writeHead(status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(said))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    sent,
    deployments,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}
