import { type Definition, definitions, type FigureName, sources } from '@kickai/release'
import { figureText, targetText } from '../figures/format-figure.ts'
import { prometheusText } from '../figures/prometheus.ts'
import { type EnvironmentFigures, readFigures, windowOf } from '../figures/read-figures.ts'
import { table } from '../output/table.ts'
import { coloured } from '../output/terminal.ts'
import { type Command, localOption } from './command.ts'
import { daysIn, daysOption } from './days.ts'
import { environmentOf, loadProject } from './project.ts'

export const metrics: Command = {
  name: 'metrics',
  summary: 'figures of releases and of what is live, against their targets, from the journal alone',
  arguments: [{ name: 'environment', optional: true, summary: 'only this one' }],
  options: [daysOption, { flags: '--prometheus', summary: "print them in Prometheus' text format" }, localOption],
  example: 'metrics production --days 90',
  async run(context, [name], options) {
    const project = await loadProject(context)
    const environments =
      name === undefined
        ? project.configuration.environments.map((each) => each.name)
        : [environmentOf(project, name).name]
    const window = windowOf(daysIn(options), Date.now())
    const found = await readFigures(project, environments, { window, local: options.local === true })
    return {
      exitCode: 0,
      fields: { window, environments: found, definitions: described() },
      lines:
        options.prometheus === true
          ? prometheusText(found).trimEnd().split('\n')
          : linesOf(found, window.days, context.terminal.out),
    }
  },
}

/** What the figures of the JSON document mean, with their targets and where both come from. */
function described(): object {
  return Object.fromEntries(
    Object.entries(definitions).map(([name, definition]) => [
      name,
      { ...definition, source: sources[definition.source] },
    ]),
  )
}

function linesOf(found: readonly EnvironmentFigures[], days: number, stream: NodeJS.WriteStream): string[] {
  const rows = (Object.keys(definitions) as FigureName[]).map((name) => {
    const definition: Definition = definitions[name]
    const cells = found.map(({ figures }) => `${figureText(definition, figures[name])}${markOf(figures[name].kept)}`)
    return [definition.title, targetText(definition), ...cells]
  })
  const head = [`last ${days} days`, 'target', ...found.map(({ environment }) => environment)]
  return table([head, ...rows], (cell) => (cell.includes('✗') ? coloured(cell, 'red', stream) : cell))
}

/** Kept, missed, or nothing to say. */
function markOf(kept: boolean | undefined): string {
  if (kept === undefined) return ''
  return kept ? ' ✓' : ' ✗'
}
