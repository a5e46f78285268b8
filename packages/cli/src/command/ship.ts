import { buildHere } from '../release/artifact.ts'
import { exitCodeOf } from '../release/result.ts'
import { runTrain } from '../release/train.ts'
import { commitOption } from './artifact-options.ts'
import { type Command, localOption, rebuildOption, takeOverOption, textOption } from './command.ts'
import { prepare } from './prepare.ts'
import { loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const ship: Command = {
  name: 'ship',
  summary: 'release a commit into the first environment and promote it to the last',
  arguments: [],
  options: [commitOption, localOption, rebuildOption, takeOverOption],
  example: 'ship',
  async run(context, _words, options) {
    const project = await loadProject(context)
    const { environments } = project.configuration
    // All of them before the first changes: what is missing for the last is to be known now.
    const commit = textOption(options, 'commit')
    const connections = await prepare(project, environments, {
      local: options.local === true,
      takeOver: options.takeOver === true,
      rebuild: options.rebuild === true,
      commit,
    })
    const { progress, signal } = context
    const { artifact, dirty } = await buildHere(project, { commit, progress, signal })
    const results = await runTrain({ project, progress, signal }, connections, artifact)
    const last = results.at(-1)
    return {
      exitCode: last === undefined ? 0 : exitCodeOf(last),
      releases: results,
      fields: { environments: results, dirty },
      lines: resultLines(results, context.terminal.out),
    }
  },
}
