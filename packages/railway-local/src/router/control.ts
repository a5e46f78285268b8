import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { RouterRefusal } from './contract.ts'
import type { RouteTable } from './route-table.ts'
import { parseWish } from './wish.ts'

const BODY_LIMIT = 256 * 1024
const KEY = /^\/routes\/([\w.%-]{1,384})$/

const STATUS: Record<RouterRefusal['code'], number> = {
  'port-in-use': 409,
  'port-fixed': 409,
  'invalid-route': 400,
  'not-found': 404,
  'not-authorized': 401,
  'router-stopping': 503,
}

/** Serves the control interface of contract.ts over a table of routes. It must still be told to listen. */
export function createControl(table: RouteTable, token: string): Server {
  const expected = digest(`Bearer ${token}`)
  return createServer((request, response) => {
    const isKnown = timingSafeEqual(digest(request.headers.authorization ?? ''), expected)
    if (!isKnown || !isDirect(request)) {
      answer(response, { code: 'not-authorized', message: 'The token of router.json is missing or wrong.' })
      return
    }
    handle(request, table).then(
      (result) => answer(response, result),
      (error: Error) => {
        process.stderr.write(`router control: ${error.stack}\n`)
        response.destroy()
      },
    )
  })
}

async function handle(request: IncomingMessage, table: RouteTable): Promise<unknown> {
  const { method, url = '' } = request
  if (method === 'GET' && url === '/healthz') return { status: 'ok' }
  if (method === 'GET' && url === '/routes') return table.states()
  const key = KEY.exec(url)?.[1]
  if (key === undefined) return notFound()
  const name = decodeURIComponent(key)
  if (method === 'DELETE') {
    await table.remove(name)
    return {}
  }
  if (method !== 'PUT') return notFound()
  const parsed = parseWish(await bodyOf(request))
  if ('wish' in parsed) return table.set(name, parsed.wish)
  const message = `The route is not valid: ${parsed.problems.join('; ')}.`
  return { code: 'invalid-route', message } satisfies RouterRefusal
}

function notFound(): RouterRefusal {
  return { code: 'not-found', message: 'The router has no such resource.' }
}

/** A request that a web page made, or that came by a name pointing here, is not from the supervisor. */
function isDirect(request: IncomingMessage): boolean {
  const { port } = request.socket.address() as AddressInfo
  const { host, origin } = request.headers
  return origin === undefined && (host === `127.0.0.1:${port}` || host === `localhost:${port}`)
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw new Error('The body of a control request is too long.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

function answer(response: ServerResponse, result: unknown): void {
  const code = (result as Partial<RouterRefusal>).code
  const text = JSON.stringify(result)
  response.writeHead(code === undefined ? 200 : STATUS[code], {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  })
  response.end(text)
}

/** Texts of any length, compared in the same time. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
