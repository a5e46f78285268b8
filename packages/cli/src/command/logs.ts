import { type Current, currentOf, type LiveRelease, openJournal } from '@kickai/release'
import { connect } from '../connection/connect.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { moment } from '../output/format.ts'
import { scrubOf } from '../release/scrub.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, environmentArgument, localOption, textOption } from './command.ts'
import { environmentOf, loadProject } from './project.ts'

const mostLines = 500
const usualLines = '100'

export const logs: Command = {
  name: 'logs',
  summary: 'the newest lines that the live services wrote',
  arguments: [environmentArgument],
  options: [
    { flags: '--lines <count>', summary: `how many, at most ${mostLines}; ${usualLines} where it is left out` },
    { flags: '--service <name>', summary: 'of this one alone, where there are several' },
    { flags: '--deployment <id>', summary: 'of another deployment than the live one' },
    localOption,
  ],
  example: 'logs production --lines 20',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = environmentOf(project, name)
    const lines = Number(textOption(options, 'lines') ?? usualLines)
    if (!Number.isInteger(lines) || lines < 1 || lines > mostLines)
      throw new CommandError('usage', `--lines takes a whole number from 1 to ${mostLines}.`)
    const connection = await connect(project, environment, { local: options.local === true })
    const { live } = await readStore<Current>(connection.journal, {}, (store) =>
      currentOf(openJournal(store), environment.name),
    )
    const sources = sourcesOf(project, environment.name, live, {
      service: textOption(options, 'service'),
      deployment: textOption(options, 'deployment'),
    })
    const written = await Promise.all(
      sources.map(async ({ service, deployment }) => {
        const read = await connection.platform.logs({ environment: environment.name, service }, deployment, lines)
        return read.map((line) => ({ ...line, service }))
      }),
    )
    const scrub = await scrubOf(connection, live)
    const found = written
      .flat()
      .sort((left, right) => left.at - right.at)
      .slice(-lines)
      .map((line) => ({ ...line, message: scrub(line.message) }))
    return {
      exitCode: 0,
      fields: { environment: environment.name, deployment: sources[0]?.deployment, services: sources, lines: found },
      lines: found.map(({ at, severity, service, message }) => {
        const of = sources.length > 1 ? `${service}  ` : ''
        return `${moment(at)}  ${of}${severity}  ${message}`
      }),
    }
  },
}

interface Source {
  readonly service: string
  readonly deployment: string
}

/** Whose lines are wanted: those of one service or of one deployment, else of all that is live. */
function sourcesOf(
  { configuration }: Project,
  environment: string,
  live: LiveRelease | undefined,
  wanted: { readonly service: string | undefined; readonly deployment: string | undefined },
): Source[] {
  const parts = live?.parts ?? []
  const known = [
    ...new Set([...parts.map(({ service }) => service), ...configuration.services.map(({ name }) => name)]),
  ]
  if (wanted.service !== undefined && !known.includes(wanted.service))
    throw new CommandError('usage', `There is no service ${wanted.service}; there are ${known.join(', ')}.`)
  if (wanted.deployment !== undefined) {
    const owner = parts.find(({ deployment }) => deployment === wanted.deployment)?.service
    return [{ service: wanted.service ?? owner ?? known[0] ?? '', deployment: wanted.deployment }]
  }
  const chosen = parts.filter(({ service }) => wanted.service === undefined || service === wanted.service)
  const of = wanted.service === undefined ? '' : ` of ${wanted.service}`
  if (chosen.length === 0) throw new CommandError('nothing-live', `Nothing is live in ${environment}${of}.`)
  return chosen.map(({ service, deployment }) => ({ service, deployment }))
}
