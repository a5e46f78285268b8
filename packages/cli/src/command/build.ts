import { buildHere } from '../release/artifact.ts'
import { commitOption } from './artifact-options.ts'
import { type Command, textOption } from './command.ts'
import { loadProject } from './project.ts'

export const build: Command = {
  name: 'build',
  summary: 'make the artifact of a commit and keep it, releasing nothing',
  arguments: [],
  options: [commitOption],
  example: 'build',
  async run(context, _words, options) {
    const project = await loadProject(context)
    const { progress, signal } = context
    const { artifact, dirty } = await buildHere(project, { commit: textOption(options, 'commit'), progress, signal })
    return {
      exitCode: 0,
      fields: { ...artifact, dirty },
      lines: [artifact.digest],
      outputs: { digest: artifact.digest, commit: artifact.commit ?? '' },
    }
  },
}
