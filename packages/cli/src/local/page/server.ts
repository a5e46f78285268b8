import { randomBytes, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { pageDocument } from './document.ts'
import type { Snapshot } from './snapshot.ts'

/** What the page is made of. `snapshot` is asked about twice a second while somebody looks. */
export interface PageSource {
  snapshot(): Snapshot
  /** Begins a rehearsal; gives false where one is running already. */
  shipBroken(): boolean
}

export interface Page {
  readonly url: string
  stop(): Promise<void>
}

const drawEveryMs = 500

/** Serves the page on 127.0.0.1. Rejects with Node's own error where the port is taken. */
export async function servePage(source: PageSource, port: number): Promise<Page> {
  const token = randomBytes(24).toString('hex')
  const viewers = new Set<ServerResponse>()
  let sent = ''

  function send(): void {
    const data = JSON.stringify(source.snapshot())
    if (data === sent) return
    sent = data
    for (const viewer of viewers) viewer.write(`data: ${data}\n\n`)
  }

  const server = createServer((request, response) => {
    const refusal = refuse(request, (server.address() as AddressInfo).port)
    if (refusal !== undefined) answer(response, 403, refusal)
    else if (request.method === 'GET' && request.url === '/') sendDocument(response, token)
    else if (request.method === 'GET' && request.url === '/events') view(response, viewers, source)
    else if (request.method === 'POST' && request.url === '/rehearsals') {
      if (!same(request.headers['x-kickai-token'], token))
        answer(response, 403, 'Reload the page: its token is not the one of this run.')
      else if (source.shipBroken()) answer(response, 202, 'A broken release is on its way.')
      else answer(response, 409, 'A rehearsal is under way already.')
    } else answer(response, 404, 'There is nothing here; the page is at /.')
  })
  const timer = setInterval(send, drawEveryMs)
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, '127.0.0.1', resolve)
    })
  } catch (error) {
    clearInterval(timer)
    throw error
  }
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      clearInterval(timer)
      for (const viewer of viewers) viewer.end()
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Only this page's own address may be asked, so that no name that points here and no other page reaches it. */
function refuse(request: IncomingMessage, port: number): string | undefined {
  const own = [`127.0.0.1:${port}`, `localhost:${port}`]
  if (!own.includes(request.headers.host ?? '')) return 'This page answers only to its own address.'
  const origin = request.headers.origin
  if (origin !== undefined && !own.some((host) => origin === `http://${host}`))
    return 'Another page may not ask this one.'
  return undefined
}

function sendDocument(response: ServerResponse, token: string): void {
  const nonce = randomBytes(16).toString('base64')
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'; connect-src 'self'; img-src data:; frame-src http://127.0.0.1:*; frame-ancestors 'none'; base-uri 'none'; form-action 'none'`
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(pageDocument(token, nonce))
}

function view(response: ServerResponse, viewers: Set<ServerResponse>, source: PageSource): void {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
  response.write(`data: ${JSON.stringify(source.snapshot())}\n\n`)
  viewers.add(response)
  response.on('close', () => viewers.delete(response))
}

function answer(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ message }))
}

function same(given: string | string[] | undefined, token: string): boolean {
  if (typeof given !== 'string') return false
  const [left, right] = [Buffer.from(given), Buffer.from(token)]
  return left.length === right.length && timingSafeEqual(left, right)
}
