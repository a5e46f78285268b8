import type { LogLevel } from '@kickai/settings'
import { type Logger, pino } from 'pino'
import { type Scrub, scrubberFor } from './scrub.ts'

export type { Logger } from 'pino'

const pinoLevels = { DEBUG: 'debug', INFO: 'info', WARNING: 'warn', ERROR: 'error' } as const satisfies Record<
  LogLevel,
  string
>

export interface LoggingOptions {
  readonly level: LogLevel
  /** Values that must not appear, besides everything that looks like a bot's token. */
  readonly secrets: readonly string[]
  /** Stands in every line. */
  readonly base: Readonly<Record<string, string | undefined>>
}

/**
 * Writes JSON lines to standard output. Each finished line is scrubbed, so it does not matter how a token got into it.
 * A line is written before the call returns: none is lost when the process ends, and none overtakes another.
 */
export function createLogger({ level, secrets, base }: LoggingOptions): Logger {
  const scrub: Scrub = scrubberFor(secrets)
  const options = {
    level: pinoLevels[level],
    base,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    hooks: { streamWrite: scrub },
  }
  return pino(options, pino.destination({ dest: 1, sync: true }))
}
