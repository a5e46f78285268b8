import Fastify, { type FastifyInstance } from 'fastify'
import { botApi, type TokenIndex } from './bot-api/routes.ts'
import type { World } from './exchange/world.ts'
import { page, pageHeaders } from './page/page.ts'
import { answerProblem } from './people/answers.ts'
import { botRoutes } from './people/bots.ts'
import { changeRoutes } from './people/changes.ts'
import { chatRoutes } from './people/chats.ts'
import { faultRoutes } from './people/faults.ts'
import { demandLocal, demandToken } from './people/guard.ts'
import { messageRoutes } from './people/messages.ts'
import { tapRoutes } from './people/taps.ts'
import { TelegramLocalError } from './problem.ts'

/** Puts the Bot API and the people's side on one server, which does not listen yet. */
export function createServer(world: World, findBot: TokenIndex, peopleToken: string): FastifyInstance {
  const server = Fastify({
    forceCloseConnections: 'idle',
    // What comes on an open connection while it closes is still answered, and told that the connection ends.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 500 },
  })
  server.addHook('onRequest', async (request) => demandLocal(request))
  server.setErrorHandler((error, _request, reply) => answerProblem(reply, error))
  server.setNotFoundHandler((request, reply) => {
    if (request.url.startsWith('/people')) return answerProblem(reply, nothingHere())
    return reply.code(404).send({ ok: false, error_code: 404, description: 'Not Found' })
  })
  server.get('/', async (_request, reply) => reply.headers(pageHeaders).send(page))
  server.register(botApi(world, findBot))
  server.register(async (people) => {
    people.addHook('onRequest', async (request) => demandToken(request, peopleToken))
    for (const routes of [botRoutes, changeRoutes, chatRoutes, faultRoutes, messageRoutes, tapRoutes]) {
      people.register(routes(world))
    }
  })
  return server
}

function nothingHere(): TelegramLocalError {
  return new TelegramLocalError(
    'not-found',
    'There is no such address.',
    'packages/telegram-local/README.md lists them.',
  )
}
