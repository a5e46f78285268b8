import { parseArgs } from 'node:util'
import { TelegramLocalError } from './problem.ts'

/** What the command line says. */
export interface Arguments {
  readonly directory: string
  /** A bot without a token gets one that is made and kept. */
  readonly bots: readonly { readonly name: string; readonly token?: string | undefined }[]
  /** Absent where the usual port, or the next free one, is to be taken. */
  readonly port?: number
  readonly peopleToken?: string
}

const usage =
  'node main.ts --directory DIRECTORY --bot NAME[=ID:SECRET] [--bot …] [--port PORT] [--people-token TOKEN], ' +
  'such as --directory ./telegram --bot testing'

/** Reads the command line. Throws `usage` with all that is wrong with it at once. */
export function readArguments(given: readonly string[]): Arguments {
  const problems: string[] = []
  const { directory, bot = [], port, 'people-token': peopleToken } = parse(given)
  if (directory === undefined) problems.push('--directory is missing')
  if (bot.length === 0) problems.push('--bot is missing')
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) < 65_536))
    problems.push(`--port ${port} is no port`)
  const bots = bot.map((text) => {
    const [name = '', ...token] = text.split('=')
    return { name, token: token.length === 0 ? undefined : token.join('=') }
  })
  if (peopleToken !== undefined && peopleToken.length < 8) problems.push('--people-token is shorter than 8 characters')
  if (problems.length > 0) throw wrongUsage(problems.join('; '))
  return {
    directory: directory ?? '',
    bots,
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(peopleToken === undefined ? {} : { peopleToken }),
  }
}

function parse(given: readonly string[]) {
  const text = { type: 'string' } as const
  try {
    const options = {
      directory: text,
      port: text,
      'people-token': text,
      bot: { type: 'string', multiple: true },
    } as const
    return parseArgs({ args: [...given], options }).values
  } catch (cause) {
    throw wrongUsage((cause as Error).message.replace(/\.$/, ''), cause)
  }
}

function wrongUsage(why: string, cause?: unknown): TelegramLocalError {
  return new TelegramLocalError('usage', `The command line is not understood: ${why}.`, usage, cause)
}
