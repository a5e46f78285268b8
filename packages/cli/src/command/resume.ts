import { decide, directorySpool, next, type ReleaseState } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { recorded } from '../github/deployments.ts'
import { type CarryOut, carryOn } from '../release/carry-out.ts'
import { putLateRight } from '../release/late.ts'
import { portsFor } from '../release/ports.ts'
import { exitCodeOf, resultOf } from '../release/result.ts'
import { waitingLine, waitingOf, waitsStill } from '../release/waiting.ts'
import { withStore } from '../workspace/workspace.ts'
import { type Command, type CommandContext, textOption } from './command.ts'
import { type FoundRelease, findRelease, listUnfinished, listWaiting } from './journals.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const resume: Command = {
  name: 'resume',
  summary: 'carry on a release that was left before its end',
  arguments: [{ name: 'release', optional: true, summary: 'its id; not needed where only one was left' }],
  options: [{ flags: '--in <environment>', summary: 'only one of this environment' }],
  example: 'resume',
  into: (_words, options) => textOption(options, 'in'),
  async run(context, [release], options) {
    const project = await loadProject(context)
    const only = textOption(options, 'in')
    if (only !== undefined) environmentOf(project, only)
    if (only !== undefined && release !== undefined)
      throw new CommandError('usage', 'A release is in one environment; name the one or the other.')
    await putAllLateRight(project, context, only)
    const found = release === undefined ? await onlyUnfinished(project, only) : await findRelease(project, release)
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
    const result = await recorded(project.variables, plan, context, async () => {
      const state = await withStore(connection.journal, async (store) => {
        const ports = portsFor(project, connection, store, progress)
        const ended = await carryOnOrExpire(found.state, { ports, progress, signal })
        await putLateRight(plan.environment, ports, { progress, signal })
        return ended
      })
      return await resultOf(connection, state)
    })
    return {
      exitCode: exitCodeOf(result),
      releases: [result],
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
async function putAllLateRight(
  project: Project,
  { progress, signal }: CommandContext,
  only: string | undefined,
): Promise<void> {
  for (const where of ['railway', 'embedded'] as const) {
    const late = await directorySpool(project.workspace.spools[where]).all()
    for (const name of new Set(late.map(({ environment }) => environment))) {
      if (only !== undefined && name !== only) continue
      const connection = await connect(project, environmentOf(project, name), { local: where === 'embedded' })
      await withStore(connection.journal, (store) =>
        putLateRight(name, portsFor(project, connection, store, progress), { progress, signal }),
      )
    }
  }
}

/** The only release that was left; `release-ambiguous` where several were. */
async function onlyUnfinished(project: Project, only: string | undefined): Promise<FoundRelease | undefined> {
  const all = await listUnfinished(project)
  const open = only === undefined ? all : all.filter(({ state }) => state.plan.environment === only)
  if (open.length < 2) return open[0]
  const list = open.map(({ state: { plan } }) => `${plan.release} (${plan.environment})`).join(', ')
  throw new CommandError('release-ambiguous', `Several releases were left before their end: ${list}.`)
}
