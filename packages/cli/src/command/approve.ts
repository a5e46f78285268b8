import { type Decision, decide, type ReleaseState, systemClock } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { recorded } from '../github/deployments.ts'
import { carryOn } from '../release/carry-out.ts'
import { putLateRight } from '../release/late.ts'
import { notifierFor, portsFor } from '../release/ports.ts'
import { exitCodeOf, resultOf } from '../release/result.ts'
import { secretsOf } from '../release/secrets.ts'
import { staleReason } from '../release/stale.ts'
import { whoDecides } from '../release/who.ts'
import { withStore } from '../workspace/workspace.ts'
import { type Command, type CommandContext, type Outcome, textOption } from './command.ts'
import { type FoundRelease, findRelease } from './journals.ts'
import { environmentOf, loadProject } from './project.ts'
import { resultLines } from './result-lines.ts'

export const approve: Command = {
  name: 'approve',
  summary: 'let a release that waits for a person go on, or reject it',
  arguments: [{ name: 'release', summary: 'its id, as status shows it' }],
  options: [
    { flags: '--by <name>', summary: 'whose decision it is; you, where it is left out' },
    { flags: '--reject', summary: 'end it instead, with nothing changed' },
    { flags: '--reason <text>', summary: 'why it is rejected' },
  ],
  example: 'approve rel_01k9m2v7r4h3c8tn',
  async run(context, [release = ''], options) {
    const project = await loadProject(context)
    const by = textOption(options, 'by') ?? whoDecides(project.variables)
    const reason = textOption(options, 'reason')?.trim() || undefined
    const rejects = options.reject === true
    if (rejects === (reason === undefined)) throw new CommandError('usage', '--reject and --reason go together.')
    if (by.trim() === '') throw new CommandError('usage', '--by takes a name.')
    const found = await findRelease(project, release)
    if (found === undefined) throw new CommandError('release-unknown', `The journal has no release ${release}.`)
    if (rejects) return await reject(context, project, found, { kind: 'rejected', by, reason: reason ?? '' })
    return await letGoOn(context, project, found, by)
  },
}

/** Needs nothing of the environment: whoever has the journal can say no. */
async function reject(
  { progress, signal }: CommandContext,
  project: Project,
  { state, where }: FoundRelease,
  decision: Decision,
): Promise<Outcome> {
  const { environment, release, kind, artifact } = state.plan
  const { around } = environmentOf(project, environment)
  const secrets = secretsOf(project)
  const notifier = notifierFor({ secrets, ...(around && { around }) }, progress)
  const after = await withStore(project.workspace.journals[where], (store) =>
    decide(release, decision, { store, clock: systemClock, notifier }, signal),
  )
  const { verdict = 'blocked', reason } = after
  const fields = { environment, release, kind, digest: artifact.digest, verdict, ...(reason && { reason }) }
  const lines = [`${environment}  ${verdict}  ${release}: ${reason?.sentence ?? ''}`]
  return { exitCode: exitCodeOf({ verdict }), fields, lines }
}

async function letGoOn(
  { progress, signal, terminal }: CommandContext,
  project: Project,
  { state, where }: FoundRelease,
  by: string,
): Promise<Outcome> {
  const { plan } = state
  const connection = await connect(project, environmentOf(project, plan.environment), { local: where === 'embedded' })
  const stale = state.state === 'awaiting approval' ? await staleReason(project, connection, plan) : undefined
  const result = await recorded(project.variables, plan, { progress }, async () => {
    const after = await withStore(connection.journal, async (store): Promise<ReleaseState> => {
      const ports = portsFor(project, connection, store, progress)
      const decided = await decide(plan.release, { kind: 'approved', by, ...(stale && { stale }) }, ports, signal)
      if (decided.verdict !== undefined) return decided
      const ended = await carryOn(plan.release, { ports, progress, signal })
      await putLateRight(plan.environment, ports, { progress, signal })
      return ended
    })
    return await resultOf(connection, after)
  })
  const lines = resultLines([result], terminal.out)
  return { exitCode: exitCodeOf(result), fields: result, releases: [result], lines }
}
