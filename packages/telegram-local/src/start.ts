import { randomBytes } from 'node:crypto'
import { invoke } from './bot-api/invoke.ts'
import { indexTokens } from './bot-api/routes.ts'
import { createChanges } from './delivery/changes.ts'
import { createFaults } from './delivery/faults.ts'
import { createPolls } from './delivery/polls.ts'
import { createWebhooks, usualRetryDelays } from './delivery/webhooks.ts'
import type { World } from './exchange/world.ts'
import { TelegramLocalError } from './problem.ts'
import { createServer } from './server.ts'
import { type Bot, type BotGiven, describeBot, rememberBot } from './state/bots.ts'
import { type Database, openDatabase } from './state/database.ts'

/** How the embedded Telegram is started. */
export interface TelegramOptions {
  /** Where its state is kept; made where it is missing. One process at a time may use it. */
  readonly directory: string
  readonly bots: readonly BotGiven[]
  /** The port on 127.0.0.1; 0, which is the default, takes any free one. */
  readonly port?: number
  /** What people and their page must show; a new random one where it is absent. */
  readonly peopleToken?: string
  /** Seconds in which a bot can answer a tap on a button; 15 where absent, as nearly as it is known of Telegram. */
  readonly tapLifetimeSeconds?: number
  /** Milliseconds before each further try of a webhook delivery; the last one goes on. */
  readonly webhookRetryDelays?: readonly number[]
}

/** How long a caller may go on with what it has begun, once the server stops. */
const closingMilliseconds = 3_000

/** An embedded Telegram that answers. */
export interface RunningTelegram {
  /** `http://127.0.0.1:<port>`, the root of the Bot API and the people's API. */
  readonly url: string
  /** Address of the page for people, with the token behind `#`. */
  readonly page: string
  readonly peopleToken: string
  /** By name, for whoever configures them. */
  readonly bots: { readonly [name: string]: { readonly token: string; readonly username: string } }
  /** Ends open polls with an empty answer, finishes what runs, closes the state. Further calls wait for the same end. */
  stop(): Promise<void>
}

/**
 * Starts an embedded Telegram in this process. Throws `bots-invalid` with all that is wrong with the bots,
 * `port-in-use`, `state-unreadable` or `state-in-use`; nothing is changed then.
 */
export async function startTelegram(options: TelegramOptions): Promise<RunningTelegram> {
  const { directory, bots: given, port = 0, peopleToken = randomBytes(24).toString('base64url') } = options
  const bots = readBots(given)
  const database = openDatabase(directory)
  const world = createWorld(database, [...bots.values()], options)
  const server = createServer(world, indexTokens(bots), peopleToken)
  let url: string
  try {
    url = await server.listen({ host: '127.0.0.1', port })
  } catch (cause) {
    await server.close()
    database.close()
    throw listenError(port, cause)
  }
  for (const bot of world.bots) world.webhooks.restart(bot)
  let stopped: Promise<void> | undefined
  async function stop(): Promise<void> {
    world.polls.stop()
    world.changes.stop()
    await world.webhooks.stop()
    const hurry = setTimeout(() => server.server.closeAllConnections(), closingMilliseconds)
    await server.close()
    clearTimeout(hurry)
    database.close()
  }
  return {
    url,
    page: `${url}/#token=${peopleToken}`,
    peopleToken,
    bots: Object.fromEntries([...bots].map(([token, { name, username }]) => [name, { token, username }])),
    stop() {
      stopped ??= stop()
      return stopped
    },
  }
}

function createWorld(database: Database, bots: readonly Bot[], options: TelegramOptions): World {
  const webhooks = createWebhooks(database, {
    retryDelays: options.webhookRetryDelays ?? usualRetryDelays,
    async perform(bot, { method, ...parameters }) {
      const signal = new AbortController().signal
      await invoke(world, bot, { method: String(method), parameters, files: new Map(), signal })
    },
  })
  const world: World = {
    database,
    bots,
    webhooks,
    polls: createPolls(database),
    changes: createChanges(),
    faults: createFaults(),
    tapLifetimeSeconds: options.tapLifetimeSeconds ?? 15,
  }
  database.transaction(() => {
    for (const bot of bots) rememberBot(database, bot)
  })
  return world
}

function listenError(port: number, cause: unknown): unknown {
  if ((cause as NodeJS.ErrnoException).code !== 'EADDRINUSE') return cause
  return new TelegramLocalError(
    'port-in-use',
    `Port ${port} is taken.`,
    'Name another port, or none to take the next free one.',
    cause,
  )
}

/** The bots by their tokens. Throws `bots-invalid`. */
function readBots(given: readonly BotGiven[]): Map<string, Bot> {
  const problems: string[] = given.length === 0 ? ['there is none'] : []
  const bots = new Map<string, Bot>()
  for (const { name, token } of given) {
    const id = Number(/^([1-9]\d{0,14}):[A-Za-z0-9_-]{3,}$/.exec(token)?.[1])
    if (!/^[a-z][a-z0-9-]{0,20}$/.test(name))
      problems.push(`the name ${JSON.stringify(name)} is not lower-case letters and digits`)
    if (Number.isNaN(id)) problems.push(`the token of ${name} is not <id>:<secret>`)
    const other = [...bots.values()].find((bot) => bot.id === id || bot.name === name)
    if (other !== undefined) problems.push(`${name} has the name or the id of ${other.name}`)
    bots.set(token, describeBot(id, name))
  }
  if (problems.length === 0) return bots
  throw new TelegramLocalError(
    'bots-invalid',
    `The bots cannot be served: ${problems.join('; ')}.`,
    'Give each as name=id:secret, such as testing=1001:local-testing-token.',
  )
}
