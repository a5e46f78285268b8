import { readArguments } from './arguments.ts'
import { TelegramLocalError } from './problem.ts'
import { type RunningTelegram, startTelegram, type TelegramOptions } from './start.ts'
import { withTokens } from './state/tokens.ts'

/** Where it listens unless a port is named; the next free one where this is taken. */
const usualPort = 4402
const portsTried = 100

try {
  const telegram = await start()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(telegram))
  const { url, page, bots } = telegram
  process.stdout.write(`${JSON.stringify({ ready: true, url, page, bots })}\n`)
} catch (error) {
  if (!(error instanceof TelegramLocalError)) throw error
  process.stderr.write(`${error.message} ${error.wayOut} (${error.code})\n`)
  process.exitCode = 2
}

async function start(): Promise<RunningTelegram> {
  const words = readArguments(process.argv.slice(2))
  const given = { ...words, bots: withTokens(words.directory, words.bots) }
  return given.port === undefined ? startAtFreePort(given) : startTelegram(given)
}

async function startAtFreePort(options: TelegramOptions): Promise<RunningTelegram> {
  for (let port = usualPort; ; port += 1) {
    try {
      return await startTelegram({ ...options, port })
    } catch (error) {
      const isTaken = error instanceof TelegramLocalError && error.code === 'port-in-use'
      if (!isTaken || port >= usualPort + portsTried) throw error
    }
  }
}

/** Leaves by itself once all is closed; nothing is cut off. */
async function end(telegram: RunningTelegram): Promise<void> {
  await telegram.stop()
  process.exitCode = 0
}
