import { connect } from '../connection/connect.ts'
import { rotateIn } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { type Command, environmentArgument, localOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const rotate: Command = {
  name: 'rotate',
  summary: 'release what is live once more with the secrets of now; nothing is built',
  arguments: [environmentArgument],
  options: [localOption],
  example: 'rotate testing',
  into: ([name]) => name,
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const connection = await connect(project, environment, { local: options.local === true })
    const { progress, signal } = context
    const result = await rotateIn({ project, progress, signal }, connection)
    const lines = resultLines([result], context.terminal.out)
    return { exitCode: exitCodeOf(result), fields: result, releases: [result], lines }
  },
}
