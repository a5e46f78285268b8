import { type ErrorCode, errors } from './table.ts'

/** One thing wrong among several, with where it is. */
export interface Problem {
  /** Such as `environments.testing.bakeSeconds`. */
  readonly path: string
  readonly sentence: string
}

export interface CommandErrorOptions {
  /** Where the table's way out can be said better. */
  readonly wayOut?: string
  readonly problems?: readonly Problem[]
  readonly cause?: unknown
}

/** An error of the command: a code out of the table, a sentence, a way out, and all problems where there are several. */
export class CommandError extends Error {
  readonly code: ErrorCode
  readonly wayOut: string
  readonly problems: readonly Problem[]
  readonly exitCode: number

  constructor(code: ErrorCode, sentence: string, options: CommandErrorOptions = {}) {
    super(sentence, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'CommandError'
    this.code = code
    this.wayOut = options.wayOut ?? errors[code].wayOut
    this.problems = options.problems ?? []
    this.exitCode = errors[code].exitCode
  }
}
