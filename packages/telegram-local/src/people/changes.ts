import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { World } from '../exchange/world.ts'
import { hangUp } from '../http/hang-up.ts'
import { lastChange, listChanges } from '../state/messages.ts'
import { botReference, findBot } from './references.ts'
import { viewMessage } from './view.ts'

const wanted = z.object({
  bot: botReference,
  since: z.coerce.number().int().min(0),
  wait: z.coerce.number().min(0).max(50).default(0),
})

/** Serves what changed in any chat of a bot since a cursor; with `wait` once something did, or the seconds are over. */
export function changeRoutes(world: World) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/people/changes', async (request, reply) => {
      const { bot: botGiven, since, wait } = wanted.parse(request.query)
      const bot = findBot(world, botGiven)
      if (lastChange(world.database, bot) <= since && wait > 0) await world.changes.next(bot, wait, hangUp(reply))
      const changes = listChanges(world.database, bot, since)
      const messages = changes.map((stored) => ({ chat: stored.chat, ...viewMessage(stored) }))
      return { cursor: changes.at(-1)?.change ?? since, messages }
    })
  }
}
