import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { type Fault, meet } from './double-faults.ts'

/** What a request looked like. */
export interface SeenRequest {
  /** The registry itself, the place it gives tokens out at, or the place its bytes lie at; each an origin of its own. */
  readonly where: 'registry' | 'tokens' | 'bytes'
  /** Such as `GET /v2/team/club/blobs/…`. */
  readonly line: string
  readonly authorization: string | undefined
}

/** A small registry by the distribution specification, on which things go wrong when they are told to. */
export interface RegistryDouble {
  /** `HOST:PORT/REPOSITORY`. */
  readonly reference: string
  readonly requests: SeenRequest[]
  /** Where bytes lie that are not at the registry itself; it takes none. */
  readonly elsewhere: string
  /** The next request whose line fits meets this; so do the `times` after it. */
  next(line: RegExp, fault: Fault, times?: number): void
  /** What is kept under a tag, to be changed as one likes. */
  readonly manifests: Map<string, Buffer>
  readonly blobs: Map<string, Buffer>
}

export interface DoubleOptions {
  /** Ask for a token; the place for tokens wants the user `deployer` with this password. */
  readonly password?: string
  /** How long a token is good. Default: it does not say. */
  readonly tokenSeconds?: number
  /** Send whoever wants bytes to another origin. */
  readonly bytesElsewhere?: boolean
}

const repository = 'team/club'
const digestOf = (bytes: Buffer) => `sha256:${createHash('sha256').update(bytes).digest('hex')}`

/** Starts one; it ends with the test. */
export async function startRegistryDouble(options: DoubleOptions = {}): Promise<RegistryDouble> {
  const requests: SeenRequest[] = []
  const faults: { line: RegExp; fault: Fault; times: number }[] = []
  const [manifests, blobs] = [new Map<string, Buffer>(), new Map<string, Buffer>()]
  const tokens = new Set<string>()

  const serve = (where: SeenRequest['where'], answer: Answering) =>
    listen(async (request, response) => {
      const line = `${request.method} ${request.url}`
      requests.push({ where, line, authorization: request.headers.authorization })
      const body = await buffer(request)
      const planned = faults.find((each) => each.times > 0 && each.line.test(line))
      if (planned !== undefined) planned.times--
      await meet(planned?.fault, response, () => answer(request, body, response))
    })

  const bytes = await serve('bytes', (request, _body, response) => {
    const found = blobs.get((request.url ?? '').slice(1))
    response.writeHead(found ? 200 : 404).end(found)
  })

  const tokenPlace = await serve('tokens', (request, _body, response) => {
    const basic = Buffer.from(`deployer:${options.password}`).toString('base64')
    if (request.headers.authorization !== `Basic ${basic}`) {
      response.writeHead(401).end(JSON.stringify({ errors: [{ code: 'UNAUTHORIZED', message: `not ${basic}` }] }))
      return
    }
    const token = `token-${tokens.size}-for-${new URL(request.url ?? '', 'http://x').searchParams.get('scope')}`
    tokens.add(token)
    const { tokenSeconds } = options
    response.end(JSON.stringify({ token, ...(tokenSeconds !== undefined && { expires_in: tokenSeconds }) }))
  })

  const registry = await serve('registry', (request, body, response) => {
    const url = new URL(request.url ?? '', 'http://x')
    const path = url.pathname.slice(`/v2/${repository}/`.length)
    const isWriting = request.method !== 'GET' && request.method !== 'HEAD'
    if (options.password !== undefined) {
      const token = request.headers.authorization?.slice('Bearer '.length) ?? ''
      if (!tokens.has(token) || (isWriting && !token.includes('push'))) {
        const scope = `repository:${repository}:${isWriting ? 'pull,push' : 'pull'}`
        const challenge = `Bearer realm="${tokenPlace}/token",service="double",scope="${scope}"`
        response.writeHead(401, { 'www-authenticate': challenge }).end()
        return
      }
    }
    if (path === 'blobs/uploads/') {
      response.writeHead(202, { location: `/v2/${repository}/blobs/uploads/1?state=x` }).end()
    } else if (request.method === 'PUT' && path.startsWith('blobs/uploads/')) {
      const digest = digestOf(body)
      const fits = url.searchParams.get('digest') === digest && url.searchParams.get('state') === 'x'
      if (fits) blobs.set(digest, body)
      response.writeHead(fits ? 201 : 400).end()
    } else if (path.startsWith('blobs/')) {
      const digest = path.slice('blobs/'.length)
      const found = blobs.get(digest)
      if (found === undefined) response.writeHead(404).end()
      else if (options.bytesElsewhere) response.writeHead(307, { location: `${bytes}/${digest}` }).end()
      else response.writeHead(200, { 'content-length': found.length }).end(request.method === 'HEAD' ? '' : found)
    } else if (request.method === 'PUT') {
      manifests.set(path, body)
      response.writeHead(201).end()
    } else {
      const found = manifests.get(path)
      response.writeHead(found ? 200 : 404).end(found)
    }
  })

  return {
    reference: `${registry.slice('http://'.length)}/${repository}`,
    requests,
    elsewhere: bytes,
    next: (line, fault, times = 1) => faults.push({ line, fault, times }),
    manifests,
    blobs,
  }
}

type Answering = (request: IncomingMessage, body: Buffer, response: ServerResponse) => void

async function listen(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<string> {
  const server: Server = createServer((request, response) => void handle(request, response))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
}
