import { kindOf, type ReleaseState, remarksOf, rotatedSecrets } from '@kickai/release'
import { CommandError } from '../error/command-error.ts'
import { moment, shortName, shortVersion } from '../output/format.ts'
import { table } from '../output/table.ts'
import { aftermathLines, aftermathOf } from '../release/aftermath.ts'
import { leftLines } from '../release/left.ts'
import { stepsOf, summaryOf } from '../release/summary.ts'
import type { Command } from './command.ts'
import { findRelease, listReleases } from './journals.ts'
import { loadProject } from './project.ts'

export const show: Command = {
  name: 'show',
  summary: 'one release: its steps, what preflight found, what was noticed while it was watched, how it ended',
  arguments: [
    { name: 'release', optional: true, summary: 'its id, as history shows it; the newest where it is left out' },
  ],
  options: [],
  example: 'show',
  async run(context, [release]) {
    const project = await loadProject(context)
    const found =
      release === undefined ? (await listReleases(project, () => true))[0] : await findRelease(project, release)
    if (found === undefined)
      throw new CommandError(
        'release-unknown',
        `The journal has no release${release === undefined ? '' : ` ${release}`}.`,
      )
    return { exitCode: 0, fields: fieldsOf(found.state), lines: linesOf(found.state) }
  },
}

/** Settings are named, secrets with the version of their value; no value is shown. */
function fieldsOf(state: ReleaseState): object {
  return {
    ...summaryOf(state),
    ...aftermathOf(state),
    ...(state.plan.promotion && { promotion: state.plan.promotion }),
    steps: stepsOf(state),
    findings: state.findings,
    remarks: remarksOf(state),
    parts: state.plan.parts.map((part, index) => {
      const { deployment, restored, settings } = state.parts[index] ?? {}
      return {
        service: part.service,
        kind: kindOf(part.configuration),
        source: part.source.how,
        ...(deployment !== undefined && { deployment }),
        ...(restored !== undefined && { restored }),
        ...(settings !== undefined && { settingsProof: settings }),
        ...(part.before && { before: { release: part.before.release, deployment: part.before.deployment } }),
        configuration: part.configuration,
        settings: part.settings.map(({ name }) => name),
        secrets: part.settings.flatMap((setting) =>
          'secret' in setting
            ? [{ name: setting.name, reference: setting.secret, ...(setting.version && { version: setting.version }) }]
            : [],
        ),
      }
    }),
    ...(state.plan.left && { left: state.plan.left.map(({ service }) => service) }),
  }
}

function linesOf(state: ReleaseState): string[] {
  const { plan, verdict, reason, findings } = state
  const aftermath = aftermathOf(state)
  const head = `${plan.release}  ${plan.environment}  ${verdict ?? state.state}  ${plan.kind}  ${shortName(plan.artifact)}`
  const steps = stepsOf(state).map(({ state: name, at, seconds }) => [
    `  ${moment(at)}`,
    name,
    seconds === undefined ? '' : `${seconds} s`,
  ])
  return [
    head,
    ...(reason ? [`  ${reason.sentence} (${reason.code})`] : []),
    ...table(steps),
    ...aftermathLines(state, aftermath, moment).map((sentence) => `  ${sentence}`),
    ...(aftermath.hooks ?? []).map(
      ({ time, command, how, seconds }) => `  hook ${time}: ${command}, ${how}, ${seconds} s`,
    ),
    ...findings.map(({ severity, sentence, wayOut }) => `  ${severity}: ${sentence} ${wayOut}`),
    ...remarksOf(state).map(({ service, weight, sentence, wayOut = '', code }) => {
      const of = plan.parts.length > 1 ? `${service}: ` : ''
      return `  ${weight}: ${of}${sentence} (${code}) ${wayOut}`.trimEnd()
    }),
    ...plan.parts.flatMap((part, index) => {
      const { deployment, restored } = state.parts[index] ?? {}
      const back = restored === undefined ? '' : `, brought back as ${restored}`
      return deployment === undefined ? [] : [`  ${part.service}: deployment ${deployment}${back}`]
    }),
    ...rotatedSecrets(plan).map(
      ({ service, name, from, to }) =>
        `  ${service}: another value of ${name} (${shortVersion(from)} → ${shortVersion(to)})`,
    ),
    ...leftLines(plan),
  ]
}
