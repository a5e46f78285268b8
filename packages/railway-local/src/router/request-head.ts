import type { IncomingMessage } from 'node:http'

/** A request's head as it goes on to the upstream. */
export interface RequestHead {
  /** Names and values in turn. */
  headers: string[]
  host: string
  requestId: string
  hasBody: boolean
}

const ACCEPTABLE_ID = /^[\w.:-]{1,128}$/
const idPrefix = Math.random().toString(36).slice(2, 10)
let idCount = 0

/**
 * Rewrites a request's headers for the upstream: those that concern only the user's connection stay behind, `Host` is
 * kept, `x-forwarded-*` is set from what is really so (a value sent by the user is not believed), an acceptable
 * `x-request-id` is kept or one is made. Trailers and `Expect` do not go on; the router answers `Expect` itself.
 */
export function requestHead(request: IncomingMessage): RequestHead {
  const raw = request.rawHeaders
  const headers: string[] = []
  let host = ''
  let requestId = ''
  let hasBody = false
  let connection = ''
  for (let index = 0; index < raw.length; index += 2) {
    const name = (raw[index] as string).toLowerCase()
    const value = raw[index + 1] as string
    switch (name) {
      case 'connection':
        connection += `${value.toLowerCase()},`
        break
      case 'transfer-encoding':
        hasBody = true
        break
      case 'keep-alive':
      case 'proxy-connection':
      case 'proxy-authorization':
      case 'te':
      case 'trailer':
      case 'upgrade':
      case 'expect':
      case 'x-forwarded-for':
      case 'x-forwarded-proto':
      case 'x-forwarded-host':
        break
      case 'x-request-id':
        requestId = ACCEPTABLE_ID.test(value) ? value : ''
        break
      case 'content-length':
        hasBody ||= value !== '0'
        headers.push(name, value)
        break
      case 'host':
        host = value
        headers.push(name, value)
        break
      default:
        headers.push(name, value)
    }
  }
  if (requestId === '') {
    idCount += 1
    requestId = `${idPrefix}-${idCount.toString(36)}`
  }
  headers.push('x-forwarded-for', request.socket.remoteAddress ?? '')
  headers.push('x-forwarded-proto', 'http', 'x-forwarded-host', host, 'x-request-id', requestId)
  return { headers: withoutNamed(headers, connection), host, requestId, hasBody }
}

/** Removes the headers that a `Connection` header names besides its usual words. */
export function withoutNamed(headers: string[], connection: string): string[] {
  // Nearly every request says one of these words or nothing.
  if (connection === '' || connection === 'keep-alive,' || connection === 'close,') return headers
  const named = connection.split(/[\s,]+/).filter((word) => !USUAL.has(word))
  if (named.length === 0) return headers
  return headers.filter((_, index) => !named.includes((headers[index - (index % 2)] as string).toLowerCase()))
}

const USUAL = new Set(['', 'close', 'keep-alive', 'upgrade'])

/** The request target as an upstream takes it: without scheme and host, which a user may send to a proxy. */
export function originForm(target: string): string {
  const scheme = /^https?:\/\/[^/?]*/i.exec(target)
  if (scheme === null) return target
  const rest = target.slice(scheme[0].length)
  return rest.startsWith('/') ? rest : `/${rest}`
}

/** A target's path. The query stays out of logs, since people put secrets into it. */
export function pathOf(target: string): string {
  const end = target.indexOf('?')
  return end === -1 ? target : target.slice(0, end)
}

const LONGEST_AGENT = 200

/** What the user's program calls itself, as it is logged. */
export function agentOf({ headers }: IncomingMessage): { userAgent?: string } {
  const agent = headers['user-agent']
  return agent === undefined ? {} : { userAgent: agent.slice(0, LONGEST_AGENT) }
}
