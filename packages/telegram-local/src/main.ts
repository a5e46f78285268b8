import { readArguments } from './arguments.ts'
import { TelegramLocalError } from './problem.ts'
import { type RunningTelegram, startTelegram, type TelegramOptions } from './start.ts'
import { keepPort, lastPort } from './state/last-port.ts'
import { withTokens } from './state/tokens.ts'

/** Where it listens the first time unless a port is named; the next free one where this is taken. */
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

/** At the port of the last time where it is free, so that bots find it again; else at the first free one. */
async function startAtFreePort(options: TelegramOptions): Promise<RunningTelegram> {
  const last = lastPort(options.directory)
  const ports = Array.from({ length: portsTried }, (_, index) => usualPort + index)
  let taken: unknown
  for (const port of last === undefined ? ports : [last, ...ports]) {
    try {
      const telegram = await startTelegram({ ...options, port })
      keepPort(options.directory, port)
      return telegram
    } catch (error) {
      if (!(error instanceof TelegramLocalError && error.code === 'port-in-use')) throw error
      taken = error
    }
  }
  throw taken
}

/** Leaves by itself once all is closed; nothing is cut off. */
async function end(telegram: RunningTelegram): Promise<void> {
  await telegram.stop()
  process.exitCode = 0
}
