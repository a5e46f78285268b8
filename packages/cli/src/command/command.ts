import type { Progress } from '../output/progress.ts'
import type { Terminal } from '../output/terminal.ts'
import type { ReleaseResult } from '../release/result.ts'
import type { Secrecy } from '../secrecy/secrecy.ts'

/** What a command has of the world around it. */
export interface CommandContext {
  /** The folder that it was called in. */
  readonly folder: string
  readonly variables: NodeJS.ProcessEnv
  readonly terminal: Terminal
  readonly progress: Progress
  /** Aborted by the first SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  /** Everything that is printed goes through it. */
  readonly secrecy: Secrecy
  /** Whether the result is printed as JSON. */
  readonly json: boolean
}

/** What a command found or did. */
export interface Outcome {
  readonly exitCode: number
  /** Its JSON document, without `schemaVersion`. */
  readonly fields: object
  /** The same for people. */
  readonly lines: readonly string[]
  /** How releases ended that the command carried out, in their order. */
  readonly releases?: readonly ReleaseResult[]
  /** What the steps of a workflow that come after may want to know, besides what is told of releases. */
  readonly outputs?: { readonly [name: string]: string }
  /** Goes on after the result was printed, until the command ends. */
  readonly stay?: () => Promise<void>
}

export interface CommandArgument {
  readonly name: string
  readonly optional?: boolean
  readonly summary: string
}

export interface CommandOption {
  /** As commander writes them, such as `--commit <sha>`. */
  readonly flags: string
  readonly summary: string
}

/** Values of options by their camel-cased names: texts, or true for a flag. */
export interface OptionValues {
  readonly [option: string]: string | true | undefined
}

export interface Command {
  readonly name: string
  readonly summary: string
  readonly arguments: readonly CommandArgument[]
  readonly options: readonly CommandOption[]
  /** One that works as it stands, without the program's name. */
  readonly example: string
  /** The environment that it releases into, where its words name one. */
  into?(words: readonly (string | undefined)[], options: OptionValues): string | undefined
  run(context: CommandContext, words: readonly (string | undefined)[], options: OptionValues): Promise<Outcome>
}

/** The value of an option that takes one. */
export function textOption(options: OptionValues, name: string): string | undefined {
  const value = options[name]
  return typeof value === 'string' ? value : undefined
}

export const localOption: CommandOption = {
  flags: '--local',
  summary: 'on the embedded platform, also where the environment is on Railway',
}

export const takeOverOption: CommandOption = {
  flags: '--take-over',
  summary: 'also where something runs that this journal never released; it is replaced',
}

export const rebuildOption: CommandOption = {
  flags: '--rebuild',
  summary:
    'where the journal knows nothing, take the live release from what the platform keeps; in CI it is done unasked',
}

export const environmentArgument: CommandArgument = { name: 'environment', summary: 'as the configuration names it' }
