import { connect } from '../connection/connect.ts'
import { whereIs } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { liveIn, promotionOf } from '../release/promotion.ts'
import { liveOnPlatform, mayRebuild } from '../release/rebuild.ts'
import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { treeRule } from '../release/same-tree.ts'
import { whoDecides } from '../release/who.ts'
import { type Command, localOption, rebuildOption, takeOverOption, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const promote: Command = {
  name: 'promote',
  summary: 'release the artifact that is live in one environment into another',
  arguments: [
    { name: 'from', summary: 'where it is live' },
    { name: 'to', summary: 'where it is to be live' },
  ],
  options: [
    { flags: '--override <reason>', summary: 'also where its rules do not hold; who and why is recorded' },
    { flags: '--tree <commit>', summary: 'only if what is live there was made of the same files as this commit' },
    localOption,
    rebuildOption,
    takeOverOption,
  ],
  example: 'promote testing staging',
  into: ([, to]) => to,
  async run(context, [fromName, toName], options) {
    const project = await loadProject(context)
    const from = environmentOf(project, fromName)
    const to = environmentOf(project, toName)
    if (from === to) throw new CommandError('usage', 'An environment cannot be promoted into itself.')
    const local = options.local === true
    const reason = textOption(options, 'override')?.trim()
    if (reason === '') throw new CommandError('usage', '--override takes a reason; it is recorded.')
    const rebuild = options.rebuild === true
    const connection = { ...(await connect(project, to, { local })), takeOver: options.takeOver === true, rebuild }
    const { progress, signal } = context
    const journal = project.workspace.journals[whereIs(from, local)]
    const origin = {
      environment: from.name,
      policy: from.policy,
      journal,
      connect: () => connect(project, from, { local }),
      async onPlatform() {
        // Its token need not be here: it is wanted only where its platform may be asked at all.
        if (!mayRebuild(project, { rebuild, journal })) return undefined
        return await liveOnPlatform(project, { ...(await connect(project, from, { local })), rebuild })
      },
    }
    const { live } = await liveIn(origin)
    const override = reason === undefined ? undefined : { by: whoDecides(project.variables), reason }
    const tree = textOption(options, 'tree')
    const sameTree = tree === undefined ? undefined : await treeRule(project.configuration.root, live.artifact, tree)
    const wanted = {
      kind: 'promotion' as const,
      artifact: live.artifact,
      from: from.name,
      promotion: () => promotionOf(live.artifact, origin, connection, override, sameTree && [sameTree]),
      // What is live already must be refused all the same where it is not what was asked for.
      evenUnchanged: sameTree?.outcome === 'broken' && override === undefined,
    }
    const result = await releaseInto({ project, progress, signal }, connection, wanted)
    const lines = resultLines([result], context.terminal.out)
    return { exitCode: exitCodeOf(result), fields: result, releases: [result], lines }
  },
}
