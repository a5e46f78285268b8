import type { EnvironmentEvent } from '@kickai/release'
import { whereIs } from '../connection/connection.ts'
import { moment, shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import { type ReleaseSummary, summaryOf } from '../release/summary.ts'
import { type Command, localOption } from './command.ts'
import { type FoundRelease, listEvents, listReleases } from './journals.ts'
import { environmentOf, loadProject } from './project.ts'

export const history: Command = {
  name: 'history',
  summary: 'the releases there have been and what else happened to environments, newest first',
  arguments: [{ name: 'environment', optional: true, summary: 'only those of this environment' }],
  options: [localOption],
  example: 'history production',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = name === undefined ? undefined : environmentOf(project, name).name
    const places = new Map(
      project.configuration.environments.map((each) => [each.name, whereIs(each, options.local === true)]),
    )
    const wanted = (of: { readonly environment: string }, where: FoundRelease['where']) =>
      (environment === undefined || of.environment === environment) && (places.get(of.environment) ?? where) === where
    const [found, events] = await Promise.all([listReleases(project, wanted), listEvents(project, wanted)])
    const releases = found.map(({ state }) => summaryOf(state))
    return { exitCode: 0, fields: { releases, events }, lines: linesOf(releases, events, context.terminal.out) }
  },
}

function linesOf(
  releases: readonly ReleaseSummary[],
  events: readonly EnvironmentEvent[],
  stream: NodeJS.WriteStream,
): string[] {
  if (releases.length === 0 && events.length === 0) return ['No release yet. The first one: kickai ship']
  const rows = [
    ...releases.map((each) => ({ at: each.plannedAt, cells: releaseCells(each) })),
    ...events.map((each) => ({ at: each.at, cells: eventCells(each) })),
  ].sort((left, right) => right.at - left.at)
  return table(
    rows.map(({ at, cells }) => [moment(at), ...cells]),
    (cell) => colouredWord(cell, stream),
  )
}

function releaseCells(each: ReleaseSummary): string[] {
  const { approval, override, reason } = each
  const notes = [
    ...(reason ? [reason.sentence] : []),
    ...(approval ? [`Approved by ${approval.by}.`] : []),
    ...(override ? [`Overridden by ${override.by}: ${override.reason}`] : []),
  ]
  return [each.environment, each.verdict ?? each.state, each.kind, shortName(each), each.release, notes.join(' ')]
}

function eventCells({ environment, kind, by, reason, holder, release, forced }: EnvironmentEvent): string[] {
  const whose = `${holder} held it${forced ? ', and may have been alive' : ''}.`
  return [environment, kind, '', '', release, `By ${by}: ${reason} ${whose}`]
}
