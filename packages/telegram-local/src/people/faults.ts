import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { World } from '../exchange/world.ts'
import { chatUnknown } from '../exchange/write.ts'
import type { Bot } from '../state/bots.ts'
import { findChat } from '../state/chats.ts'
import { findPerson } from '../state/persons.ts'
import { botReference, findBot, reference } from './references.ts'

const fault = z.strictObject({
  bot: botReference,
  method: z.string().regex(/^(\*|[A-Za-z]+)$/, 'a method is letters only, or * for all'),
  chat: reference.optional(),
  error: z.union([z.literal(429), z.literal(403)], 'an error is 429 or 403'),
  retryAfter: z.number().int().min(1).max(3600).default(1),
  count: z.number().int().min(1).max(1_000_000).default(1),
})

/** Serves refusals on demand: the next `count` calls of a method answer 429 or 403. */
export function faultRoutes(world: World) {
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/people/faults', async () => ({ faults: world.faults.list() }))

    server.post('/people/faults', async (request) => {
      const { bot: botGiven, chat, ...rest } = fault.parse(request.body)
      const bot = findBot(world, botGiven)
      world.faults.add({ bot: bot.id, ...rest, ...(chat === undefined ? {} : { chat: chatId(world, bot, chat) }) })
      return { faults: world.faults.list() }
    })

    server.delete('/people/faults', async () => {
      world.faults.clear()
      return { faults: [] }
    })
  }
}

/** The id that a bot will call the chat by; a person who never wrote has one too. */
function chatId({ database }: World, bot: Bot, given: number | string): number {
  const id = typeof given === 'number' ? given : (findChat(database, bot, given)?.id ?? findPerson(database, given)?.id)
  if (id === undefined) throw chatUnknown(given)
  return id
}
