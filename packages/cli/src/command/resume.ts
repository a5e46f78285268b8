import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { carryOn } from '../release/carry-out.ts'
import { portsFor } from '../release/ports.ts'
import { exitCodeOf, resultOf } from '../release/result.ts'
import { withStore } from '../workspace/workspace.ts'
import type { Command } from './command.ts'
import { type FoundRelease, findRelease, listUnfinished } from './journals.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const resume: Command = {
  name: 'resume',
  summary: 'carry on a release that was left before its end',
  arguments: [{ name: 'release', optional: true, summary: 'its id; not needed where only one was left' }],
  options: [],
  example: 'resume',
  async run(context, [release]) {
    const project = await loadProject(context)
    const found = release === undefined ? await onlyUnfinished(project) : await findRelease(project, release)
    if (found === undefined) {
      if (release !== undefined) throw new CommandError('release-unknown', `The journal has no release ${release}.`)
      return { exitCode: 0, fields: { resumed: false }, lines: ['Nothing was left before its end.'] }
    }
    const { plan } = found.state
    const connection = await connect(project, environmentOf(project, plan.environment), {
      local: found.where === 'embedded',
    })
    const { progress, signal } = context
    const state = await withStore(connection.journal, (store) =>
      carryOn(plan.release, { ports: portsFor(project, connection, store, progress), progress, signal }),
    )
    const result = await resultOf(connection, state)
    return {
      exitCode: exitCodeOf(result),
      fields: { resumed: true, ...result },
      lines: resultLines([result], context.terminal.out),
    }
  },
}

/** The only release that was left; `release-ambiguous` where several were. */
async function onlyUnfinished(project: Project): Promise<FoundRelease | undefined> {
  const open = await listUnfinished(project)
  if (open.length < 2) return open[0]
  const list = open.map(({ state: { plan } }) => `${plan.release} (${plan.environment})`).join(', ')
  throw new CommandError('release-ambiguous', `Several releases were left before their end: ${list}.`)
}
