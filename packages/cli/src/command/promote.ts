import { type Current, currentOf, openJournal } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import { whereIs } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, localOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const promote: Command = {
  name: 'promote',
  summary: 'release the artifact that is live in one environment into another',
  arguments: [
    { name: 'from', summary: 'where it is live' },
    { name: 'to', summary: 'where it is to be live' },
  ],
  options: [localOption],
  example: 'promote testing staging',
  async run(context, [fromName, toName], options) {
    const project = await loadProject(context)
    const from = environmentOf(project, fromName)
    const to = environmentOf(project, toName)
    if (from === to) throw new CommandError('usage', 'An environment cannot be promoted into itself.')
    const local = options.local === true
    const connection = await connect(project, to, { local })
    const { progress, signal } = context
    const journal = project.workspace.journals[whereIs(from, local)]
    const { live } = await readStore<Current>(journal, {}, (store) => currentOf(openJournal(store), from.name))
    if (live === undefined) throw new CommandError('nothing-live', `Nothing is live in ${from.name}.`)
    const wanted = { kind: 'promotion' as const, artifact: live.artifact, from: from.name }
    const result = await releaseInto({ project, progress, signal }, connection, wanted)
    return { exitCode: exitCodeOf(result), fields: result, lines: resultLines([result], context.terminal.out) }
  },
}
