import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Api } from 'grammy'
import { onTestFinished } from 'vitest'
import { type RunningTelegram, startTelegram, type TelegramOptions } from '../start.ts'

/** Tokens of the two bots that every test has. */
export const tokens = { testing: '1001:local-testing-token', staging: '1002:local-staging-token' } as const

/** An embedded Telegram under test, reached by its sockets only. */
export interface Started {
  readonly telegram: RunningTelegram
  readonly directory: string
  /** grammY's client of the first bot. */
  readonly api: Api
  /** A people call; gives the body of an answer, whatever its status. */
  people(path: string, body?: unknown, method?: string): Promise<Answer>
  /** Writes as a person in private, or in a group where one is named. */
  say(from: string, text: string, chat?: string): Promise<Answer>
  /** Stops it and starts it again on the same directory. */
  restart(): Promise<Started>
}

// What the tests read out of answers is checked by what they expect of it, not by types.
// biome-ignore lint/suspicious/noExplicitAny: see above
export type Answer = any

/** A directory that is gone when the test is over. */
export async function temporaryDirectory(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'telegram-local-'))
  onTestFinished(() => rm(directory, { recursive: true, force: true }))
  return directory
}

/** Starts an embedded Telegram with two bots; it is stopped when the test is over. */
export async function start(options: Partial<TelegramOptions> = {}): Promise<Started> {
  const directory = options.directory ?? (await temporaryDirectory())
  const bots = Object.entries(tokens).map(([name, token]) => ({ name, token }))
  const telegram = await startTelegram({ bots, ...options, directory })
  onTestFinished(() => telegram.stop())
  const people = async (path: string, body?: unknown, method = body === undefined ? 'GET' : 'POST') => {
    const response = await fetch(`${telegram.url}/people${path}`, {
      method,
      headers: {
        authorization: `Bearer ${telegram.peopleToken}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return response.json()
  }
  return {
    telegram,
    directory,
    api: new Api(tokens.testing, { apiRoot: telegram.url }),
    people,
    say: (from, text, chat = 'private') => people('/messages', { from, chat, text }),
    async restart() {
      await telegram.stop()
      return start({ ...options, directory })
    },
  }
}

/** Calls a method as plain HTTP and gives Telegram's answer, refusals too. */
export async function call(
  started: Started,
  method: string,
  parameters: object = {},
  token: string = tokens.testing,
): Promise<Answer> {
  const response = await fetch(`${started.telegram.url}/bot${token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  })
  return response.json()
}

/** Asks again until `check` gives something, for at most five seconds. */
export async function eventually<Result>(
  check: () => Promise<Result | undefined> | Result | undefined,
): Promise<Result> {
  const deadline = performance.now() + 5_000
  for (;;) {
    const result = await check()
    if (result !== undefined && result !== false) return result
    if (performance.now() > deadline) throw new Error('It did not come true within five seconds')
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
