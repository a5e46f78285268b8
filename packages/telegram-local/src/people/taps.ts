import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import { tapButton } from '../exchange/tap.ts'
import type { World } from '../exchange/world.ts'
import { chatOfPerson } from '../exchange/write.ts'
import { hangUp } from '../http/hang-up.ts'
import type { Bot } from '../state/bots.ts'
import { ensurePerson } from '../state/persons.ts'
import { readAnswer, type TapAnswer } from '../state/queries.ts'
import { botReference, findBot, reference } from './references.ts'

/** Seconds that a tap waits for the bot's answer unless told otherwise. */
const usualWait = 10

const tapped = z.strictObject({
  bot: botReference,
  chat: reference,
  from: reference,
  message: z.number().int(),
  button: z.string().min(1),
  wait: z.number().min(0).max(50).default(usualWait),
})

/** Serves taps on buttons: answers with what the bot answered, or that it did not in time. */
export function tapRoutes(world: World) {
  return async (server: FastifyInstance): Promise<void> => {
    server.post('/people/taps', async (request, reply) => {
      const given = tapped.parse(request.body)
      const bot = findBot(world, given.bot)
      const query = world.database.transaction(() => {
        const person = ensurePerson(world.database, given.from)
        return tapButton(world, bot, chatOfPerson(world, bot, given.chat, person), person, given)
      })
      const answer = await awaitAnswer(world, bot, query, given.wait, hangUp(reply))
      return { query, answered: answer !== undefined, ...(answer === undefined ? {} : { answer }) }
    })
  }
}

async function awaitAnswer(
  world: World,
  bot: Bot,
  query: string,
  wait: number,
  signal: AbortSignal,
): Promise<TapAnswer | undefined> {
  const deadline = performance.now() + wait * 1000
  for (;;) {
    const answer = readAnswer(world.database, query)
    const seconds = (deadline - performance.now()) / 1000
    if (answer !== undefined || seconds <= 0 || signal.aborted || world.changes.stopped()) return answer
    await world.changes.next(bot, seconds, signal)
  }
}
