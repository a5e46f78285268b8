import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { World } from '../exchange/world.ts'
import { chatOfPerson, chatUnknown, type Saying, writeAsPerson } from '../exchange/write.ts'
import { hangUp } from '../http/hang-up.ts'
import type { Bot } from '../state/bots.ts'
import { findChat, type StoredChat } from '../state/chats.ts'
import { lastChange, listMessages } from '../state/messages.ts'
import { ensurePerson, type Person } from '../state/persons.ts'
import { viewChat } from './chat-view.ts'
import { botReference, findBot, reference } from './references.ts'
import { viewMessage } from './view.ts'

const contact = z.union([
  z.literal(true),
  z.strictObject({
    phone: z.string().min(1).optional(),
    name: z.string().min(1).optional(),
    own: z.boolean().optional(),
  }),
])

const written = z
  .strictObject({
    bot: botReference,
    chat: reference,
    from: reference,
    text: z.string().max(4096, 'a message has at most 4096 characters').optional(),
    replyTo: z.number().int().optional(),
    contact: contact.optional(),
  })
  .refine(({ text, contact: given }) => (text?.trim() ? given === undefined : given !== undefined), {
    message: 'give either a text that is not empty or a contact',
  })

const wanted = z.object({
  bot: botReference,
  after: z.coerce.number().int().optional(),
  since: z.coerce.number().int().optional(),
  wait: z.coerce.number().min(0).max(50).default(0),
  limit: z.coerce.number().int().min(1).max(500).default(200),
})

/** Serves what people write, and what stands in their chats. */
export function messageRoutes(world: World) {
  return async (server: FastifyInstance): Promise<void> => {
    server.post('/people/messages', async (request) => {
      const given = written.parse(request.body)
      const bot = findBot(world, given.bot)
      return world.database.transaction(() => {
        const person = ensurePerson(world.database, given.from)
        const chat = chatOfPerson(world, bot, given.chat, person)
        const stored = writeAsPerson(world, bot, chat, person, saying(given, person))
        return { chat: viewChat(chat), message: viewMessage(stored) }
      })
    })

    server.get('/people/chats/:chat/messages', async (request, reply) => {
      const { chat: chatGiven } = z.object({ chat: reference }).parse(request.params)
      const { wait, ...query } = wanted.parse(request.query)
      const bot = findBot(world, query.bot)
      const chat = findChat(world.database, bot, chatGiven)
      if (chat === undefined) throw chatUnknown(chatGiven)
      return conversation(world, bot, chat, { ...query, wait }, hangUp(reply))
    })
  }
}

function saying(given: z.output<typeof written>, person: Person): Saying {
  const reply = given.replyTo === undefined ? {} : { replyTo: given.replyTo }
  if (given.contact === undefined) return { text: given.text ?? '', ...reply }
  const { phone, name, own = true } = given.contact === true ? {} : given.contact
  return {
    contact: {
      phone_number: phone ?? person.phone,
      first_name: name ?? person.first_name,
      ...(own ? { user_id: person.id } : {}),
    },
    ...reply,
  }
}

/** What stands in a chat; with `wait` only once there is something, or the seconds are over. */
async function conversation(
  world: World,
  bot: Bot,
  chat: StoredChat,
  { after, since, wait, limit }: z.output<typeof wanted>,
  signal: AbortSignal,
) {
  const selection = { limit, ...(after === undefined ? {} : { after }), ...(since === undefined ? {} : { since }) }
  const deadline = performance.now() + wait * 1000
  for (;;) {
    const cursor = lastChange(world.database, bot)
    const messages = listMessages(world.database, bot, chat, selection).map(viewMessage)
    const seconds = (deadline - performance.now()) / 1000
    if (messages.length > 0 || seconds <= 0 || signal.aborted || world.changes.stopped()) {
      return { chat: viewChat(chat), cursor, messages }
    }
    await world.changes.next(bot, seconds, signal)
  }
}
