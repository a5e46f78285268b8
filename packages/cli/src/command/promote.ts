import { type Current, currentOf, type LiveRelease, openJournal } from '@kickai/release'
import type { ConfiguredEnvironment } from '../config/configuration.ts'
import { connect } from '../connection/connect.ts'
import { type Connection, whereIs } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { allSuffice, askedForLive, askServices } from '../release/ask-services.ts'
import { releaseInto } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, localOption, takeOverOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const promote: Command = {
  name: 'promote',
  summary: 'release the artifact that is live in one environment into another',
  arguments: [
    { name: 'from', summary: 'where it is live' },
    { name: 'to', summary: 'where it is to be live' },
  ],
  options: [localOption, takeOverOption],
  example: 'promote testing staging',
  async run(context, [fromName, toName], options) {
    const project = await loadProject(context)
    const from = environmentOf(project, fromName)
    const to = environmentOf(project, toName)
    if (from === to) throw new CommandError('usage', 'An environment cannot be promoted into itself.')
    const local = options.local === true
    const connection = { ...(await connect(project, to, { local })), takeOver: options.takeOver === true }
    const { progress, signal } = context
    const journal = project.workspace.journals[whereIs(from, local)]
    const current = await readStore<Current>(journal, {}, (store) => currentOf(openJournal(store), from.name))
    const { live } = current
    if (live === undefined) throw new CommandError('nothing-live', `Nothing is live in ${from.name}.`)
    await demandServing({ ...current, live }, from, {
      progress,
      connectFrom: () => connect(project, from, { local }),
    })
    const wanted = { kind: 'promotion' as const, artifact: live.artifact, from: from.name }
    const result = await releaseInto({ project, progress, signal }, connection, wanted)
    return { exitCode: exitCodeOf(result), fields: result, lines: resultLines([result], context.terminal.out) }
  },
}

/** What is promoted must be what serves in the environment it comes from, as its own service says it. */
async function demandServing(
  { live, uncertain }: Current & { readonly live: LiveRelease },
  from: ConfiguredEnvironment,
  surroundings: {
    readonly progress: Progress
    readonly connectFrom: () => Promise<Connection>
  },
): Promise<void> {
  if (uncertain !== undefined) {
    throw new CommandError('blocked', `Since ${uncertain} nobody can be sure what serves in ${from.name}.`, {
      wayOut: `Bring ${from.name} to a known state with "kickai rollback ${from.name}" or a new release, then promote.`,
    })
  }
  const { progress, connectFrom } = surroundings
  const asked = await askServices(connectFrom, askedForLive(live))
  if (asked.note !== undefined) {
    // Its token need not be here; then the journal's word is all there is.
    progress.line(`${from.name}  could not be asked who serves: ${asked.note}`)
    return
  }
  if (allSuffice(asked, from.policy.identity)) return
  throw new CommandError('blocked', `${live.release} is live in ${from.name}, but does not answer there as it must.`, {
    wayOut: 'See "kickai status" for who answers, and put that right first.',
  })
}
