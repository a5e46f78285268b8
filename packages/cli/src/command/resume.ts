import { approvalUntil, decide, next, type ReleaseState } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { moment } from '../output/format.ts'
import { aftermathOf } from '../release/aftermath.ts'
import { type CarryOut, carryOn } from '../release/carry-out.ts'
import { portsFor } from '../release/ports.ts'
import { exitCodeOf, resultOf } from '../release/result.ts'
import { withStore } from '../workspace/workspace.ts'
import type { Command } from './command.ts'
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
    const state = await withStore(connection.journal, (store) =>
      carryOnOrExpire(found.state, { ports: portsFor(project, connection, store, progress), progress, signal }),
    )
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

function waitsStill(state: ReleaseState): boolean {
  return next(state) === undefined && (approvalUntil(state) ?? 0) > Date.now()
}

interface Waiting {
  readonly release: string
  readonly environment: string
  readonly state: string
  readonly until?: number
  readonly wayOut?: string
}

function waitingOf(state: ReleaseState): Waiting {
  const { release, environment } = state.plan
  return { release, environment, state: state.state, ...aftermathOf(state) }
}

function waitingLine({ environment, release, until = 0, wayOut }: Waiting): string {
  const over = until <= Date.now()
  const rest = over ? `its time was over at ${moment(until)}` : `until ${moment(until)}: ${wayOut}`
  return `${environment}  ${release} waits for a person, ${rest}`
}

/** The only release that was left; `release-ambiguous` where several were. */
async function onlyUnfinished(project: Project): Promise<FoundRelease | undefined> {
  const open = await listUnfinished(project)
  if (open.length < 2) return open[0]
  const list = open.map(({ state: { plan } }) => `${plan.release} (${plan.environment})`).join(', ')
  throw new CommandError('release-ambiguous', `Several releases were left before their end: ${list}.`)
}
