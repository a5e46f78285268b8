import { Command as Commander, CommanderError } from 'commander'
import type { Command, CommandContext, OptionValues, Outcome } from '../command/command.ts'
import { loadCommand, loadCommands } from '../command/table.ts'
import { CommandError } from '../error/command-error.ts'
import { told } from '../github/tell.ts'

export interface Program {
  /** What `words` ask for; runs it when called. `json` as soon as it is known. */
  readonly json: boolean
  /** Help and the version are outcomes like those of commands. */
  run(context: Omit<CommandContext, 'json'>): Promise<Outcome | undefined>
}

/** The program for a command line: `words` without node and script. */
export function program(words: readonly string[], version: string): Program {
  // Before anything is parsed: errors of usage must come as JSON too.
  const json = words.includes('--json')
  return {
    json,
    async run(context) {
      let outcome: Outcome | undefined
      let text = ''
      const root = rootCommand(version, (written) => {
        text += written
      })
      // What is no command's name at the beginning may be anything: help, or a mistake that names the commands there are.
      const named = await loadCommand(words[0])
      for (const command of named === undefined ? await loadCommands() : [named]) {
        const each = root.command(command.name).summary(command.summary).description(sentence(command.summary))
        each.addHelpText('after', `\nExample:\n  kickai ${command.example}`)
        for (const { name, optional, summary } of command.arguments)
          each.argument(optional ? `[${name}]` : `<${name}>`, summary)
        for (const { flags, summary } of command.options) each.option(flags, summary)
        each.option('--json', 'print one JSON document and nothing else on standard output')
        each.action(async (...given: unknown[]) => {
          outcome = await call(command, { ...context, json }, given)
        })
      }
      try {
        await root.parseAsync([...words], { from: 'user' })
      } catch (error) {
        if (!(error instanceof CommanderError)) throw error
        if (error.exitCode !== 0) throw usageError(error, named?.name)
        const said = text.trimEnd()
        return { exitCode: 0, fields: error.code === 'commander.version' ? { version } : { help: said }, lines: [said] }
      }
      return outcome
    },
  }
}

function rootCommand(version: string, writeOut: (text: string) => void): Commander {
  return new Commander('kickai')
    .description('Releases on Railway that prove themselves, and bring the last good one back when they do not.')
    .version(version, '--version', 'print the version')
    .helpOption('--help', 'show what it takes, with an example')
    .helpCommand(false)
    .exitOverride()
    .showSuggestionAfterError()
    .configureOutput({
      writeOut,
      // What is wrong with a command line is said once, where errors are said.
      writeErr: () => {},
      outputError: () => {},
    })
}

/** commander calls with the arguments, then the options, then itself. */
async function call(command: Command, context: CommandContext, given: unknown[]): Promise<Outcome> {
  const words = given.slice(0, command.arguments.length) as (string | undefined)[]
  const options = given[command.arguments.length] as OptionValues
  return await told(context, command.into?.(words, options), () => command.run(context, words, options))
}

function usageError(error: CommanderError, command: string | undefined): CommandError {
  if (error.code === 'commander.help') return new CommandError('usage', 'No command was given.')
  const said = error.message.replace(/^error: /, '').replace(/\s*\((Did you mean [^)]*)\)$/, '. $1')
  return new CommandError(
    'usage',
    sentence(said),
    command === undefined ? {} : { wayOut: `See "kickai ${command} --help".` },
  )
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$|\)$/.test(text) ? '' : '.'}`
}
