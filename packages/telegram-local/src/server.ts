import Fastify, { type FastifyInstance } from 'fastify'
import { botApi, type TokenIndex } from './bot-api/routes.ts'
import type { World } from './exchange/world.ts'
import { answerProblem } from './people/answers.ts'
import { demandLocal, demandToken } from './people/guard.ts'
import { messageRoutes } from './people/messages.ts'
import { TelegramLocalError } from './problem.ts'

/** Puts the Bot API and the people's side on one server, which does not listen yet. */
export function createServer(world: World, findBot: TokenIndex, peopleToken: string): FastifyInstance {
  const server = Fastify({
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 500 },
  })
  server.addHook('onRequest', async (request) => demandLocal(request))
  server.setErrorHandler((error, _request, reply) => answerProblem(reply, error))
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/people')) return answerProblem(reply, nothingHere())
    return reply.code(404).send({ ok: false, error_code: 404, description: 'Not Found' })
  })
  server.register(botApi(world, findBot))
  server.register(async (people) => {
    people.addHook('onRequest', async (request) => demandToken(request, peopleToken))
    people.register(messageRoutes(world))
  })
  return server
}

function nothingHere(): TelegramLocalError {
  return new TelegramLocalError('not-found', 'There is no such address.', 'The README lists them.')
}
