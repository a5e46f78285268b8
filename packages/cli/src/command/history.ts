import { whereIs } from '../connection/connection.ts'
import { moment, shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import { type ReleaseSummary, summaryOf } from '../release/summary.ts'
import { type Command, localOption } from './command.ts'
import { listReleases } from './journals.ts'
import { environmentOf, loadProject } from './project.ts'

export const history: Command = {
  name: 'history',
  summary: 'the releases there have been, newest first',
  arguments: [{ name: 'environment', optional: true, summary: 'only those of this environment' }],
  options: [localOption],
  example: 'history production',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environment = name === undefined ? undefined : environmentOf(project, name).name
    const places = new Map(
      project.configuration.environments.map((each) => [each.name, whereIs(each, options.local === true)]),
    )
    const found = await listReleases(
      project,
      (head, where) =>
        (environment === undefined || head.environment === environment) &&
        (places.get(head.environment) ?? where) === where,
    )
    const releases = found.map(({ state }) => summaryOf(state))
    return { exitCode: 0, fields: { releases }, lines: linesOf(releases, context.terminal.out) }
  },
}

function linesOf(releases: readonly ReleaseSummary[], stream: NodeJS.WriteStream): string[] {
  if (releases.length === 0) return ['No release yet. The first one: kickai ship']
  return table(
    releases.map((each) => [
      moment(each.plannedAt),
      each.environment,
      each.verdict ?? each.state,
      each.kind,
      shortName(each),
      each.release,
      each.reason?.sentence ?? '',
    ]),
    (cell) => colouredWord(cell, stream),
  )
}
