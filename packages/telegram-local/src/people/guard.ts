import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { TelegramLocalError } from '../problem.ts'

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Throws `not-authorized` unless the request carries the people token; the time taken says nothing about it. */
export function demandToken(request: FastifyRequest, token: string): void {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? ''
  if (timingSafeEqual(digest(given), digest(token))) return
  throw new TelegramLocalError(
    'not-authorized',
    'This needs the people token.',
    'Send it as "Authorization: Bearer <token>"; it stands behind #token= in the address of the page.',
  )
}

const loopbackNames = new Set(['127.0.0.1', 'localhost'])

/**
 * Throws unless the request names this machine and comes from no foreign page, so that no web page in somebody's
 * browser reaches the server, not even under a name that points here.
 */
export function demandLocal(request: FastifyRequest): void {
  const host = request.headers.host ?? ''
  if (!loopbackNames.has(host.replace(/:\d+$/, ''))) throw foreign('foreign-host', 'Host')
  const { origin } = request.headers
  if (origin !== undefined && origin !== `http://${host}`) throw foreign('foreign-origin', 'Origin')
}

function foreign(code: string, header: string): TelegramLocalError {
  return new TelegramLocalError(
    code,
    `The ${header} of this request is not this server.`,
    'Call it as http://127.0.0.1.',
  )
}
