import { createHash } from 'node:crypto'
import { type Definition, definitions, type FigureName, sources } from '@kickai/release'
import { figureText, targetText } from '../figures/format-figure.ts'
import { grouped, shortName } from '../output/format.ts'
import { escapeJson, escapeText } from './escape.ts'
import type { Report, ReportedEnvironment } from './gather.ts'
import { reportScript } from './script.ts'
import type { Chart } from './series.ts'
import { reportStyle } from './style.ts'

/** The library that draws, as text. */
export interface ChartLibrary {
  readonly script: string
  readonly style: string
}

/**
 * The report as one page that loads nothing: what may run or style it is named by its hash, so that nothing which a journal
 * holds ever runs. Pure.
 */
export function reportPage(report: Report, library: ChartLibrary): string {
  const { name, at, window, environments } = report
  const scripts = [library.script, reportScript]
  const styles = [library.style, reportStyle]
  const policy = [
    "default-src 'none'",
    `script-src ${scripts.map(hashed).join(' ')}`,
    `style-src ${styles.map(hashed).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const data = { days: report.days, environments: environments.map(({ charts }) => ({ charts })) }
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Releases of ${escapeText(name)}</title>
${styles.map((style) => `<style>${style}</style>`).join('\n')}
</head>
<body>
<h1>Releases of ${escapeText(name)}</h1>
<p class="soft">${window.days} days from ${window.from} (UTC), from the journal alone. Made at ${new Date(at).toISOString()}.</p>
${environments.map((each, index) => section(each, index, report.days)).join('\n')}
<h2>What the figures say</h2>
${table(
  '',
  ['figure', 'says', 'from'],
  (Object.keys(definitions) as FigureName[]).map((each) => [
    cell(definitions[each].title),
    cell(definitions[each].meaning),
    cell(sources[definitions[each].source]),
  ]),
)}
<script type="application/json" id="data">${escapeJson(data)}</script>
${scripts.map((script) => `<script>${script}</script>`).join('\n')}
</body>
</html>
`
}

function section(
  { environment, figures, charts, releases, more }: ReportedEnvironment,
  index: number,
  days: readonly string[],
): string {
  const title = escapeText(environment)
  const rows = (Object.keys(definitions) as FigureName[]).map((name) => {
    const definition: Definition = definitions[name]
    const { kept } = figures[name]
    const mark = kept === undefined ? '' : kept ? 'kept' : 'missed'
    return [
      cell(definition.title),
      cell(targetText(definition)),
      cell(figureText(definition, figures[name])),
      cell(mark, mark),
    ]
  })
  return `<section aria-labelledby="environment-${index}">
<h2 id="environment-${index}">${title}</h2>
${table('Figures against their targets', ['figure', 'target', 'measured', ''], rows)}
<div class="charts">${charts.map((chart) => `<figure hidden><figcaption>${escapeText(chart.title)}</figcaption><div></div></figure>`).join('\n')}</div>
${charts.length === 0 ? '<p>Nothing was measured in these days.</p>' : `<details><summary>Day by day</summary>${charts.map((chart) => dayTable(chart, days)).join('\n')}</details>`}
${table('Releases', ['planned (UTC)', 'ended as', 'kind', 'what', 'seconds', 'release', 'why'], releases.map(releaseRow))}
${more === 0 ? '' : `<p class="soft">And ${grouped(more)} before them; "kickai history" has all.</p>`}
</section>`
}

function dayTable({ title, unit, series }: Chart, days: readonly string[]): string {
  const rows = days.flatMap((day, index) => {
    const values = series.map(({ values: of }) => of[index] ?? null)
    return values.every((value) => value === null)
      ? []
      : [[cell(day), ...values.map((value) => cell(value === null ? '' : String(value)))]]
  })
  return table(unit === 'releases' ? title : `${title} (${unit})`, ['day', ...series.map(({ label }) => label)], rows)
}

function releaseRow(each: ReportedEnvironment['releases'][number]): string[] {
  const { plannedAt, verdict, state, kind, seconds, release, reason, approval, override } = each
  const notes = [
    reason?.sentence,
    approval && `Approved by ${approval.by}.`,
    override && `Overridden by ${override.by}: ${override.reason}`,
  ]
  return [
    new Date(plannedAt).toISOString().replace('T', ' ').slice(0, 19),
    verdict ?? state,
    kind,
    shortName(each),
    String(seconds),
    release,
    notes.filter((note) => note !== undefined).join(' '),
  ].map((text) => cell(text))
}

function cell(text: string, kind = ''): string {
  return `<td${kind === '' ? '' : ` class="${kind}"`}>${escapeText(text)}</td>`
}

function table(caption: string, head: readonly string[], rows: readonly (readonly string[])[]): string {
  const titles = head.map((each) => `<th scope="col">${escapeText(each)}</th>`).join('')
  const told = caption === '' ? '' : `<caption>${escapeText(caption)}</caption>`
  const body = rows.map((cells) => `<tr>${cells.join('')}</tr>`).join('\n')
  return `<div class="scroll"><table>${told}<thead><tr>${titles}</tr></thead><tbody>${body}</tbody></table></div>`
}

function hashed(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`
}
