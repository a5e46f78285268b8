import { makePlan } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import { desiredRollback } from '../release/desired.ts'
import { earlierRelease } from '../release/earlier.ts'
import { observe } from '../release/observe.ts'
import { carryOutPlan } from '../release/release.ts'
import { exitCodeOf } from '../release/result.ts'
import { versioned } from '../release/versions.ts'
import { withStore } from '../workspace/workspace.ts'
import { type Command, environmentArgument, localOption, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const rollback: Command = {
  name: 'rollback',
  summary: 'bring the release before the live one back',
  arguments: [environmentArgument],
  options: [{ flags: '--to <release>', summary: 'this one, which must have been live' }, localOption],
  example: 'rollback production',
  into: ([name]) => name,
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const connection = await connect(project, environment, { local: options.local === true })
    const { progress, signal } = context
    const plan = await withStore(connection.journal, async (store) => {
      const seen = await observe(project, connection, store)
      const before = await earlierRelease(store, environment.name, seen, textOption(options, 'to'))
      const { live } = seen.current
      const desired = await versioned(desiredRollback(connection, before, seen.current), connection, store)
      return makePlan(desired, { ...(live && { live }), views: seen.views })
    })
    const result = await carryOutPlan({ project, progress, signal }, connection, plan)
    const lines = resultLines([result], context.terminal.out)
    return { exitCode: exitCodeOf(result), fields: result, releases: [result], lines }
  },
}
