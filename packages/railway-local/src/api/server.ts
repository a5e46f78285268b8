import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { answerControl } from '../control/control.ts'
import { sentenceOf } from '../errors.ts'
import type { Host } from '../supervisor/host.ts'
import { answerJson } from './answer.ts'
import { type Caller, callerOf, notAuthorized } from './caller.ts'
import { createGraphqlApi, graphqlPath } from './graphql.ts'
import { isOwn } from './own-page.ts'
import { takeUpload, uploadPlace } from './upload.ts'

export interface ApiServer {
  readonly server: Server
  /** Stops taking requests and ends open connections. */
  close(): Promise<void>
}

/**
 * The server of the API, uploads and control. It does not listen yet. Whoever asks before `ready` waits for it: until
 * every deployment is taken up, a question would be answered wrongly and a deployment begun would be taken up twice.
 */
export function createApiServer(host: Host, accountToken: string, ready: Promise<void>, onStop: () => void): ApiServer {
  const graphql = createGraphqlApi(host)
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      host.note(error instanceof Error ? (error.stack ?? error.message) : sentenceOf(error))
      if (response.headersSent) response.destroy()
      else answerJson(response, 500, { message: 'Problem processing request' })
    })
  })
  // An upload may take longer than Node's usual five minutes for a whole request.
  server.requestTimeout = 0

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    await ready
    if (!isOwn(request.headers, portOf(server))) return answerJson(response, 403, strange)
    const url = new URL(request.url ?? '/', 'http://localhost')
    const caller = callerOf(host.state, accountToken, request.headers)
    if (url.pathname === graphqlPath) return await answerGraphql(caller, request, response)
    const place = request.method === 'POST' ? uploadPlace(url) : undefined
    if (place !== undefined && caller !== undefined) return await takeUpload(host, caller, place, request, response)
    if (url.pathname.startsWith('/local/') && caller?.kind === 'account') {
      return await answerControl(host, url.pathname, request, response, onStop)
    }
    const known = place !== undefined || url.pathname.startsWith('/local/')
    answerJson(response, known ? 401 : 404, { message: known ? notAuthorized : 'Not Found' })
  }

  async function answerGraphql(caller: Caller | undefined, request: IncomingMessage, response: ServerResponse) {
    if (caller === undefined) return answerJson(response, 200, refusedAnswer)
    const isTooLarge = Number(request.headers['content-length'] ?? 0) > largestDocumentBytes
    if (isTooLarge) return answerJson(response, 413, { message: 'The request is too large' })
    await graphql.yoga(request, response, { caller, response, answer: {} })
  }

  server.on('upgrade', (request, socket, head) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost')
    if (!isOwn(request.headers, portOf(server)) || pathname !== graphqlPath) {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n')
      return
    }
    void ready.then(() => graphql.upgrade(request, socket, head, callerOf(host.state, accountToken, request.headers)))
  })

  return {
    server,
    close: async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      server.close(() => resolve())
      graphql.close()
      server.closeIdleConnections()
      const timer = setTimeout(() => server.closeAllConnections(), 500)
      await promise
      clearTimeout(timer)
    },
  }
}

const largestDocumentBytes = 4 * 2 ** 20
const strange = { code: 'host-refused', message: 'This address is for programs on this machine.' }
const refusedAnswer = {
  errors: [{ message: notAuthorized, extensions: { code: 'INTERNAL_SERVER_ERROR' } }],
  data: null,
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0
}
