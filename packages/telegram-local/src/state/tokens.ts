import { randomBytes, randomInt } from 'node:crypto'
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { TelegramLocalError } from '../problem.ts'
import type { BotGiven } from './bots.ts'

const kept = z.record(z.string(), z.string())

/**
 * Gives a token to each bot that was named without one: made at random the first time, kept in `<directory>/tokens.json`
 * for its owner alone, so that the bot is the same after a restart. Throws `state-unreadable` for a torn file.
 */
export function withTokens(
  directory: string,
  bots: readonly { readonly name: string; readonly token?: string | undefined }[],
): BotGiven[] {
  if (bots.every(({ token }) => token !== undefined)) return bots.map(({ name, token = '' }) => ({ name, token }))
  const path = join(directory, 'tokens.json')
  const known = read(path)
  const given = bots.map(({ name, token }) => ({ name, token: token ?? known[name] ?? randomToken() }))
  const made = given.filter(({ name }, index) => bots[index]?.token === undefined && known[name] === undefined)
  if (made.length > 0)
    write(directory, path, { ...known, ...Object.fromEntries(made.map((bot) => [bot.name, bot.token])) })
  return given
}

/** In the form of Telegram's: the bot's id, a colon, 35 characters. */
function randomToken(): string {
  return `${randomInt(1_000_000_000, 9_000_000_000)}:AA${randomBytes(25).toString('base64url').slice(0, 33)}`
}

function read(path: string): Record<string, string> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw cause
  }
  try {
    return kept.parse(JSON.parse(text))
  } catch (cause) {
    throw new TelegramLocalError(
      'state-unreadable',
      `The bots' tokens in ${path} cannot be read.`,
      'Put the file back from a copy, or delete it to begin with new bots.',
      cause,
    )
  }
}

function write(directory: string, path: string, tokens: Record<string, string>): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 })
  const aside = `${path}.${process.pid}.new`
  writeFileSync(aside, `${JSON.stringify(tokens, null, 2)}\n`, { mode: 0o600 })
  renameSync(aside, path)
}
