import { createHash } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { World } from '../exchange/world.ts'
import { hangUp } from '../http/hang-up.ts'
import { TelegramLocalError } from '../problem.ts'
import type { Bot } from '../state/bots.ts'
import { findDocument } from '../state/documents.ts'
import { readBody } from './body.ts'
import { ApiFailure, failureBody, forbidden } from './failure.ts'
import { invoke } from './invoke.ts'

/** The largest body, as on Telegram: 50 MB of file and some room for the rest. */
const bodyLimit = 52 * 1024 * 1024

/** Finds a bot by its token without the time saying how much of it was right. */
export type TokenIndex = (token: string) => Bot | undefined

/** An index that keeps hashes only. */
export function indexTokens(bots: Iterable<readonly [token: string, bot: Bot]>): TokenIndex {
  const hash = (token: string) => createHash('sha256').update(token).digest('hex')
  const byHash = new Map([...bots].map(([token, bot]) => [hash(token), bot]))
  return (token) => byHash.get(hash(token))
}

/** Serves `/bot<token>/<method>` by GET and POST, and the files that getFile names. */
export function botApi(world: World, findBot: TokenIndex) {
  return async (server: FastifyInstance): Promise<void> => {
    server.removeAllContentTypeParsers()
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit }, (_request, body, done) => done(null, body))
    server.setErrorHandler((error, _request, reply) => answerFailure(reply, asFailure(error)))
    server.route({
      method: ['GET', 'POST'],
      url: '/bot:token/:method',
      bodyLimit,
      handler: async (request, reply) => {
        const { token, method } = request.params as { token: string; method: string }
        const bot = findBot(token)
        if (bot === undefined) throw unauthorized(token)
        const { parameters, files } = await readBody(
          request.headers['content-type'],
          request.body as Buffer | undefined,
        )
        const all = { ...(request.query as Record<string, unknown>), ...parameters }
        const outcome = await invoke(world, bot, { method, parameters: all, files, signal: hangUp(reply) })
        return reply.send({ ok: true, ...outcome })
      },
    })
    server.get('/file/bot:token/documents/:id', async (request, reply) => {
      const { token, id } = request.params as { token: string; id: string }
      const bot = findBot(token)
      if (bot === undefined) throw unauthorized(token)
      const file = findDocument(world.database, bot, id)
      if (file === undefined) throw new ApiFailure(404, 'Not Found')
      return reply.type('application/octet-stream').send(Buffer.from(file.content))
    })
  }
}

function unauthorized(token: string): ApiFailure {
  return new ApiFailure(401, /^[1-9]\d*:/.test(token) ? 'Unauthorized' : 'Unauthorized: invalid token specified')
}

function asFailure(error: unknown): ApiFailure {
  if (error instanceof ApiFailure) return error
  if (error instanceof TelegramLocalError) return forbidden(error.message)
  const status = (error as { statusCode?: number }).statusCode
  if (status === 413) return new ApiFailure(413, 'Request Entity Too Large')
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  return new ApiFailure(500, 'Internal Server Error')
}

function answerFailure(reply: FastifyReply, failure: ApiFailure): FastifyReply {
  const retryAfter = failure.parameters?.retry_after
  if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
  return reply.code(failure.code).send(failureBody(failure))
}
