import { decide, directorySpool, next, type ReleaseState } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { type CarryOut, carryOn } from '../release/carry-out.ts'
import { putLateRight } from '../release/late.ts'
import { portsFor } from '../release/ports.ts'
import { exitCodeOf, resultOf } from '../release/result.ts'
import { waitingLine, waitingOf, waitsStill } from '../release/waiting.ts'
import { withStore } from '../workspace/workspace.ts'
import type { Command, CommandContext } from './command.ts'
import { type FoundRelease, findRelease, listUnfinished, listWaiting } from './journals.ts'
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
    await putAllLateRight(project, context)
    const found = release === undefined ? await onlyUnfinished(project) : await findRelease(project, release)
    if (found === undefined) {
      if (release !== undefined) throw new CommandError('release-unknown', `The journal has no release ${release}.`)
      const waiting = (await listWaiting(project)).map(({ state }) => waitingOf(state))
      const lines = ['Nothing was left before its end.', ...waiting.map(waitingLine)]
      return { exitCode: 0, fields: { resumed: false, ...(waiting.length > 0 && { waiting }) }, lines }
    }
    if (waitsStill(found.state)) {
      const waiting = waitingOf(found.state)
      return { exitCode: exitCodeOf({}), fields: { resumed: false, ...waiting }, lines: [waitingLine(waiting)] }
    }
    const { plan } = found.state
    const connection = await connect(project, environmentOf(project, plan.environment), {
      local: found.where === 'embedded',
    })
    const { progress, signal } = context
    const state = await withStore(connection.journal, async (store) => {
      const ports = portsFor(project, connection, store, progress)
      const ended = await carryOnOrExpire(found.state, { ports, progress, signal })
      await putLateRight(plan.environment, ports, { progress, signal })
      return ended
    })
    const result = await resultOf(connection, state)
    return {
      exitCode: exitCodeOf(result),
      fields: { resumed: true, ...result },
      lines: resultLines([result], context.terminal.out),
    }
  },
}

/** A release whose time for an approval is over ends here; nobody else is there to see it. */
async function carryOnOrExpire(state: ReleaseState, how: CarryOut): Promise<ReleaseState> {
  const { release } = state.plan
  if (state.state === 'awaiting approval' && next(state) === undefined)
    return await decide(release, { kind: 'approval-expired' }, how.ports, how.signal)
  return await carryOn(release, how)
}

/** What somebody did after having lost a lease, as far as this machine knows of it. */
async function putAllLateRight(project: Project, { progress, signal }: CommandContext): Promise<void> {
  for (const where of ['railway', 'embedded'] as const) {
    const late = await directorySpool(project.workspace.spools[where]).all()
    for (const name of new Set(late.map(({ environment }) => environment))) {
      const connection = await connect(project, environmentOf(project, name), { local: where === 'embedded' })
      await withStore(connection.journal, (store) =>
        putLateRight(name, portsFor(project, connection, store, progress), { progress, signal }),
      )
    }
  }
}

/** The only release that was left; `release-ambiguous` where several were. */
async function onlyUnfinished(project: Project): Promise<FoundRelease | undefined> {
  const open = await listUnfinished(project)
  if (open.length < 2) return open[0]
  const list = open.map(({ state: { plan } }) => `${plan.release} (${plan.environment})`).join(', ')
  throw new CommandError('release-ambiguous', `Several releases were left before their end: ${list}.`)
}
