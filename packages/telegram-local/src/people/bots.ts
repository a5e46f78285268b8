import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { World } from '../exchange/world.ts'
import { type Bot, privacyMode, setPrivacyMode } from '../state/bots.ts'
import { findChat } from '../state/chats.ts'
import { commandsFor } from '../state/commands.ts'
import { findDocument } from '../state/documents.ts'
import { findPerson, listPersons } from '../state/persons.ts'
import { readWebhook } from '../state/webhooks.ts'
import { documentUnknown } from './answers.ts'
import { botReference, findBot, reference } from './references.ts'

const settings = z.strictObject({ bot: botReference, privacy: z.boolean() })
const wantedCommands = z.object({ bot: botReference, chat: reference, from: reference })

/** Serves what there is besides chats: bots, persons, the bots' commands and the files they sent. */
export function botRoutes(world: World) {
  const { database } = world
  const view = (bot: Bot) => ({
    ...bot,
    privacy: privacyMode(database, bot),
    /** Whether the bot's process asks for updates, or has them sent to it. */
    polling: world.polls.status(bot),
    webhook: readWebhook(database, bot)?.url ?? null,
  })
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/people/bots', async () => ({ bots: world.bots.map(view) }))

    server.post('/people/bots', async (request) => {
      const given = settings.parse(request.body)
      const bot = findBot(world, given.bot)
      setPrivacyMode(database, bot, given.privacy)
      return { bot: view(bot) }
    })

    server.get('/people/persons', async () => ({ persons: listPersons(database) }))

    server.get('/people/commands', async (request) => {
      const given = wantedCommands.parse(request.query)
      const bot = findBot(world, given.bot)
      const person = findPerson(database, given.from)
      const isPrivate = ['private', given.from, person?.id].includes(given.chat)
      const chat = findChat(database, bot, isPrivate ? (person?.id ?? given.from) : given.chat)
      const place = chat ?? { type: isPrivate ? ('private' as const) : ('group' as const) }
      return { commands: commandsFor(database, bot, place, person?.id) }
    })

    server.get('/people/documents/:id', async (request, reply) => {
      const { id } = z.object({ id: z.string() }).parse(request.params)
      const bot = findBot(world, z.object({ bot: botReference }).parse(request.query).bot)
      const document = findDocument(database, bot, id)
      if (document === undefined) throw documentUnknown(id)
      // Never shown in the page itself: what a bot sends is not trusted.
      reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(document.name)}`)
      reply.header('content-type', 'application/octet-stream').header('x-content-type-options', 'nosniff')
      return reply.send(Buffer.from(document.content))
    })
  }
}
