import type { Finding } from '@kickai/release'
import { whereIs } from '../connection/connection.ts'
import { examine } from '../preflight/examine.ts'
import { type Command, environmentArgument, localOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

/** As of a release that preflight blocks. */
const problemExitCode = 4

export const doctor: Command = {
  name: 'doctor',
  summary: 'all that stands against a release as things are now; changes nothing',
  arguments: [environmentArgument],
  options: [localOption],
  example: 'doctor production',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const local = options.local === true
    const { progress } = context
    progress.now(`${environment.name}  looking`)
    const findings = await examine(project, environment, { local, progress })
    progress.rest()
    const problems = findings.filter(({ severity }) => severity === 'problem').length
    return {
      exitCode: problems > 0 ? problemExitCode : 0,
      fields: { environment: environment.name, where: whereIs(environment, local), problems, findings },
      lines: linesOf(environment.name, findings, problems),
    }
  },
}

function linesOf(environment: string, findings: readonly Finding[], problems: number): string[] {
  if (findings.length === 0) return [`${environment}: nothing stands against a release.`]
  const of = (wanted: Finding['severity']) => findings.filter(({ severity }) => severity === wanted)
  const counted = [counting(problems, 'problem'), counting(findings.length - problems, 'notice')].filter(Boolean)
  return [
    `${environment}: ${counted.join(', ')}.`,
    ...[...of('problem'), ...of('notice')].flatMap(({ code, severity, sentence, wayOut }) => [
      `  ${severity}  ${code}: ${sentence}`,
      `           ${wayOut}`,
    ]),
  ]
}

function counting(count: number, what: string): string {
  if (count === 0) return ''
  return count === 1 ? `1 ${what}` : `${count} ${what}s`
}
