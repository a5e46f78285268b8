import { buildHere } from '../release/artifact.ts'
import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { type Command, environmentArgument, localOption, rebuildOption, takeOverOption, textOption } from './command.ts'
import { prepare } from './prepare.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const commitOption = { flags: '--commit <sha>', summary: 'this commit instead of HEAD' }

export const deploy: Command = {
  name: 'deploy',
  summary: 'release a commit into an environment',
  arguments: [environmentArgument],
  options: [commitOption, localOption, rebuildOption, takeOverOption],
  example: 'deploy testing',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const commit = textOption(options, 'commit')
    const [connection] = await prepare(project, [environment], {
      local: options.local === true,
      takeOver: options.takeOver === true,
      rebuild: options.rebuild === true,
      commit,
    })
    const { progress, signal } = context
    const { artifact, dirty } = await buildHere(project, { commit, progress, signal })
    const result = await releaseInto({ project, progress, signal }, connection, { kind: 'deploy', artifact })
    return {
      exitCode: exitCodeOf(result),
      fields: { ...result, dirty },
      lines: resultLines([result], context.terminal.out),
    }
  },
}
