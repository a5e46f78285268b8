import { type Current, currentOf, openJournal } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import { CommandError } from '../error/command-error.ts'
import { moment } from '../output/format.ts'
import { scrubOf } from '../release/scrub.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, environmentArgument, localOption, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

const mostLines = 500
const usualLines = '100'

export const logs: Command = {
  name: 'logs',
  summary: 'the newest lines that the live service wrote',
  arguments: [environmentArgument],
  options: [
    { flags: '--lines <count>', summary: `how many, at most ${mostLines}; ${usualLines} where it is left out` },
    { flags: '--deployment <id>', summary: 'of another deployment than the live one' },
    localOption,
  ],
  example: 'logs production --lines 20',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const lines = Number(textOption(options, 'lines') ?? usualLines)
    if (!Number.isInteger(lines) || lines < 1 || lines > mostLines)
      throw new CommandError('usage', `--lines takes a whole number from 1 to ${mostLines}.`)
    const connection = await connect(project, environment, { local: options.local === true })
    const { live } = await readStore<Current>(connection.journal, {}, (store) =>
      currentOf(openJournal(store), environment.name),
    )
    const [part] = live?.parts ?? []
    const deployment = textOption(options, 'deployment') ?? part?.deployment
    if (deployment === undefined) throw new CommandError('nothing-live', `Nothing is live in ${environment.name}.`)
    const service = part?.service ?? project.configuration.services[0]?.name ?? ''
    const written = await connection.platform.logs({ environment: environment.name, service }, deployment, lines)
    const scrub = await scrubOf(connection, live)
    const found = written.map((line) => ({ ...line, message: scrub(line.message) }))
    return {
      exitCode: 0,
      fields: { environment: environment.name, deployment, lines: found },
      lines: found.map(({ at, severity, message }) => `${moment(at)}  ${severity}  ${message}`),
    }
  },
}
