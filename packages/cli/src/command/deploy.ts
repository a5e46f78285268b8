import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { artifactNamed, commitOption, digestOption, imageOption, namedArtifact } from './artifact-options.ts'
import { type Command, environmentArgument, localOption, rebuildOption, takeOverOption } from './command.ts'
import { prepare } from './prepare.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const deploy: Command = {
  name: 'deploy',
  summary: 'release a commit, or an image, into an environment',
  arguments: [environmentArgument],
  options: [commitOption, digestOption, imageOption, localOption, rebuildOption, takeOverOption],
  example: 'deploy testing',
  into: ([name]) => name,
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const named = namedArtifact(options)
    const [connection] = await prepare(project, [environment], {
      local: options.local === true,
      takeOver: options.takeOver === true,
      rebuild: options.rebuild === true,
      commit: named.commit,
    })
    const { progress, signal } = context
    const { artifact, dirty } = await artifactNamed(project, connection, named, { progress, signal })
    const result = await releaseInto({ project, progress, signal }, connection, { kind: 'deploy', artifact })
    return {
      exitCode: exitCodeOf(result),
      fields: { ...result, ...(dirty !== undefined && { dirty }) },
      releases: [result],
      lines: resultLines([result], context.terminal.out),
    }
  },
}
