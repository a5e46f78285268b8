import { type Current, currentOf, openJournal, type ReleaseState } from '@kickai/release'
import type { Store } from '@kickai/store'
import { type ConfiguredEnvironment, servicesIn } from '../config/configuration.ts'
import { connect } from '../connection/connect.ts'
import { type Connection, type Project, whereIs } from '../connection/connection.ts'
import { isRoomError } from '../error/described.ts'
import { moment, shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import { aftermathOf } from '../release/aftermath.ts'
import { type Asked, askedForLive, askServices } from '../release/ask-services.ts'
import { leadOf } from '../release/lead.ts'
import { type Meanwhile, meanwhileIn, meanwhileLines } from '../release/meanwhile.ts'
import { readStore } from '../workspace/workspace.ts'
import { type Command, localOption } from './command.ts'
import { loadProject } from './project.ts'

/** What is live in an environment, and who answers there now. */
interface EnvironmentStatus extends Asked {
  readonly environment: string
  readonly verdict?: string
  readonly release?: string
  readonly digest?: string
  readonly commit?: string
  readonly deployment?: string
  readonly liveAt?: number
  /** The newest release, where that is not the live one. */
  readonly newest?: {
    readonly release: string
    readonly state: string
    readonly verdict?: string
    /** It waits for a person, until then (milliseconds since 1970), and this lets it go on. */
    readonly until?: number
    readonly wayOut?: string
  }
  /** A release that ended so that nobody can be sure what serves. */
  readonly uncertain?: string
  /** What others did since the last release; absent where nobody could be asked. */
  readonly meanwhile?: Meanwhile
  /** Services of earlier releases that still run, and that the live one says nothing of. */
  readonly left?: readonly string[]
}

export const status: Command = {
  name: 'status',
  summary: 'what is live in each environment, and who answers there now',
  arguments: [],
  options: [localOption],
  example: 'status --json',
  async run(context, _words, options) {
    const project = await loadProject(context)
    const { environments } = project.configuration
    const found = await Promise.all(
      environments.map((environment) => statusOf(project, environment, options.local === true)),
    )
    return { exitCode: 0, fields: { environments: found }, lines: linesOf(found, context.terminal.out) }
  },
}

async function statusOf(
  project: Project,
  environment: ConfiguredEnvironment,
  local: boolean,
): Promise<EnvironmentStatus> {
  const journal = project.workspace.journals[whereIs(environment, local)]
  const connecting = connect(project, environment, { local })
  // It is awaited below, by whoever needs it; where the journal can not be read by nobody.
  connecting.catch(() => undefined)
  const { current, ...seen } = await readStore<Pick<EnvironmentStatus, 'meanwhile' | 'note'> & { current: Current }>(
    journal,
    { current: {} },
    async (store) => {
      const current = await currentOf(openJournal(store), environment.name)
      return { current, ...(await lookAround(project, connecting, current, store)) }
    },
  )
  const { live, uncertain, newest } = current
  const configured = servicesIn(project.configuration, environment.name).map(({ name, configuration }) => ({
    service: name,
    configuration,
  }))
  return {
    environment: environment.name,
    ...(live && {
      verdict: 'live',
      release: live.release,
      digest: live.artifact.digest,
      ...(live.artifact.commit !== undefined && { commit: live.artifact.commit }),
      deployment: live.parts[leadOf(live.parts)]?.deployment ?? '',
      liveAt: live.liveAt,
    }),
    ...(newest !== undefined &&
      newest.plan.release !== live?.release && {
        newest: {
          release: newest.plan.release,
          state: newest.state,
          ...(newest.verdict !== undefined && { verdict: newest.verdict }),
          ...waitingOf(newest),
        },
      }),
    ...(uncertain !== undefined && { uncertain }),
    ...(live?.left && { left: live.left.map(({ service }) => service) }),
    ...seen,
    ...(await askServices(() => connecting, live ? askedForLive(live) : configured)),
  }
}

/** What others did meanwhile. What keeps it from being seen becomes a note: what the journal tells can be shown all the same. */
async function lookAround(
  project: Project,
  connecting: Promise<Connection>,
  { live }: Current,
  store: Store,
): Promise<Pick<EnvironmentStatus, 'meanwhile' | 'note'>> {
  const services = project.configuration.services.map(({ name }) => name)
  try {
    return { meanwhile: await meanwhileIn(await connecting, services, live, store) }
  } catch (error) {
    if (!isRoomError(error)) throw error
    return { note: error.message }
  }
}

function waitingOf(newest: ReleaseState): { readonly until?: number; readonly wayOut?: string } {
  const { until, wayOut } = aftermathOf(newest)
  return { ...(until !== undefined && { until }), ...(wayOut !== undefined && { wayOut }) }
}

function linesOf(found: readonly EnvironmentStatus[], stream: NodeJS.WriteStream): string[] {
  const notes = [...new Set(found.flatMap(({ note }) => note ?? []))]
  const rows = found.flatMap((each) => [
    [
      each.environment,
      each.verdict ?? 'nothing live',
      each.digest === undefined ? '' : shortName({ digest: each.digest, ...(each.commit && { commit: each.commit }) }),
      each.settings === undefined ? each.identity : `${each.identity}, settings ${each.settings}`,
      each.url ?? '',
      each.uncertain === undefined ? newestOf(each) : `unsure since ${each.uncertain}`,
    ],
    ...serviceRows(each),
  ])
  const others = found.flatMap(({ environment, meanwhile }) =>
    meanwhile ? meanwhileLines(environment, meanwhile) : [],
  )
  return [...table(rows, (cell) => colouredWord(cell, stream)), ...found.flatMap(leftLines), ...others, ...notes]
}

/** A row for each service where there are several. */
function serviceRows({ services }: EnvironmentStatus): string[][] {
  if (services.length < 2) return []
  return services.map(({ service, kind, identity, url = '' }) => [`  ${service}`, kind, '', identity, url, ''])
}

function leftLines({ environment, left = [] }: EnvironmentStatus): string[] {
  if (left.length === 0) return []
  return [`${environment}: ${left.join(', ')} still runs from an earlier release; the live one says nothing of it.`]
}

function newestOf({ newest }: EnvironmentStatus): string {
  if (newest === undefined) return ''
  const { release, verdict, state, until, wayOut } = newest
  const waits = until === undefined ? '' : ` until ${moment(until)}: ${wayOut}`
  return `${release} ${verdict ?? `is ${state}`}${waits}`
}
