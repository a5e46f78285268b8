import { CommandError } from '../error/command-error.ts'
import { buildHere } from '../release/artifact.ts'
import { imageHere, imageName } from '../release/image.ts'
import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { type Command, environmentArgument, localOption, rebuildOption, takeOverOption, textOption } from './command.ts'
import { prepare } from './prepare.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const commitOption = { flags: '--commit <sha>', summary: 'this commit instead of HEAD' }

const digestOption = {
  flags: '--digest <sha256>',
  summary: 'only if the artifact is this one, such as was built once before',
}

const imageOption = {
  flags: '--image <reference>',
  summary: 'this image of a registry instead of a commit; it is released by its digest',
}

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
    const commit = textOption(options, 'commit')
    const digest = textOption(options, 'digest')
    const named = textOption(options, 'image')
    if (commit !== undefined && named !== undefined)
      throw new CommandError('usage', 'A commit or an image is released, not both.')
    if (digest !== undefined && (named !== undefined || !/^sha256:[0-9a-f]{64}$/.test(digest)))
      throw new CommandError('usage', '--digest takes the digest of a bundle, as "kickai build" tells it.')
    const image = named === undefined ? undefined : imageName(named)
    const [connection] = await prepare(project, [environment], {
      local: options.local === true,
      takeOver: options.takeOver === true,
      rebuild: options.rebuild === true,
      commit,
    })
    const { progress, signal } = context
    const { artifact, dirty } =
      image === undefined
        ? await buildHere(project, { commit, digest, progress, signal })
        : { artifact: await imageHere(project, connection, image, progress), dirty: undefined }
    const result = await releaseInto({ project, progress, signal }, connection, { kind: 'deploy', artifact })
    return {
      exitCode: exitCodeOf(result),
      fields: { ...result, ...(dirty !== undefined && { dirty }) },
      releases: [result],
      lines: resultLines([result], context.terminal.out),
    }
  },
}
