import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { createGroup, joinGroup } from '../exchange/groups.ts'
import { changeMembership } from '../exchange/membership.ts'
import { migrateGroup } from '../exchange/migrate.ts'
import type { World } from '../exchange/world.ts'
import { chatUnknown } from '../exchange/write.ts'
import { TelegramLocalError } from '../problem.ts'
import type { Bot } from '../state/bots.ts'
import { findChat, listChats } from '../state/chats.ts'
import { lastChange } from '../state/messages.ts'
import { ensurePerson, type Person } from '../state/persons.ts'
import { viewChat, viewMembers } from './chat-view.ts'
import { botReference, findBot, isBot, reference, shortName } from './references.ts'

const newGroup = z.strictObject({
  bot: botReference,
  type: z.enum(['group', 'supergroup']).default('group'),
  title: shortName,
  /** Its short name; the title in small letters where absent. */
  name: shortName.optional(),
  members: z.array(reference).min(1, 'a group needs the person who makes it'),
})

const membership = z.strictObject({
  bot: botReference,
  chat: reference,
  member: reference,
  status: z.enum(['member', 'administrator', 'left', 'kicked']).default('member'),
  by: reference.optional(),
})

const migration = z.strictObject({ bot: botReference, chat: reference })

/** Serves the chats themselves: which there are, who is in them, new groups and supergroups. */
export function chatRoutes(world: World) {
  const { database } = world
  return async (server: FastifyInstance): Promise<void> => {
    server.get('/people/chats', async (request) => {
      const bot = findBot(world, z.object({ bot: botReference }).parse(request.query).bot)
      const chats = listChats(database, bot).map((chat) => ({
        ...viewChat(chat),
        members: viewMembers(world, bot, chat),
      }))
      return { bot: bot.name, cursor: lastChange(database, bot), chats }
    })

    server.post('/people/chats', async (request) => {
      const { bot: botGiven, title, type, name = title.toLowerCase(), members } = newGroup.parse(request.body)
      const bot = findBot(world, botGiven)
      return database.transaction(() => {
        if (findChat(database, bot, name) !== undefined) throw nameTaken(name)
        if (typeof reference.parse(name) === 'number') throw nameIsNumber(name)
        const [creator, ...others] = members.map((member) => ensurePerson(database, member)) as [Person, ...Person[]]
        const chat = createGroup(world, bot, { name, title, type }, creator)
        for (const person of others) joinGroup(world, bot, chat, person)
        return { chat: { ...viewChat(chat), members: viewMembers(world, bot, chat) } }
      })
    })

    server.post('/people/members', async (request) => {
      const given = membership.parse(request.body)
      const bot = findBot(world, given.bot)
      return database.transaction(() => {
        const chat = knownChat(world, bot, given.chat)
        const member = isBot(bot, given.member) ? bot : ensurePerson(database, given.member)
        const by = given.by === undefined ? {} : { by: ensurePerson(database, given.by) }
        changeMembership(world, bot, chat, { member, status: given.status, ...by })
        return { chat: { ...viewChat(chat), members: viewMembers(world, bot, chat) } }
      })
    })

    server.post('/people/migrations', async (request) => {
      const given = migration.parse(request.body)
      const bot = findBot(world, given.bot)
      return database.transaction(() => ({
        chat: viewChat(migrateGroup(world, bot, knownChat(world, bot, given.chat))),
      }))
    })
  }
}

function knownChat({ database }: World, bot: Bot, given: number | string) {
  const chat = findChat(database, bot, given)
  if (chat === undefined) throw chatUnknown(given)
  return chat
}

function nameTaken(name: string): TelegramLocalError {
  return new TelegramLocalError('name-taken', `There is a chat ${name} already.`, 'Give the group another name.')
}

function nameIsNumber(name: string): TelegramLocalError {
  return new TelegramLocalError('name-is-number', `${name} would be taken for an id.`, 'Give the group a "name" too.')
}
