/** A row of docs/mission.json, as `npm -s run bench -- mission --json` prints it. */
type Row = {
  line: string
  unit: 'share' | 'points' | 'ms'
  wanted: { is: 'at least' | 'at most' | 'more than' | 'less than'; value: number }
  measured?: number
  reached?: boolean
  how: string
}

/** What the mission's page has figures for; a measurement that leaves one out is not whole. */
const lines: readonly string[] = [
  ...['Success rate', 'Commit to live', 'Rollback', 'Zero downtime'],
  ...['Response time', 'Error rate', 'Availability', 'Processor', 'Memory'],
  ...['Minimal dependencies', 'Docker layer caching', 'Parallel testing', 'Health check optimisation'],
  ...['Database connection pooling', 'Pre-deployment testing', 'Environment validation', 'Health check monitoring'],
  ...['Rollback automation', 'Configuration validation'],
]

/** The table of docs/mission.md, from the kept document of the benchmark. Throws where a line of the page is missing or one is not of the page. Pure. */
export function missionTable(json: string): string {
  const kept = JSON.parse(json) as {
    measuredOn: string
    commit: string
    rows: Row[]
    notes?: string[]
    machine: { system: string; processor: string; cores: number; node: string }
  }
  const { measuredOn, commit, rows, notes = [], machine } = kept
  const missing = lines.filter((line) => !rows.some((row) => row.line === line))
  if (missing.length > 0) throw new Error(`docs/mission.json says nothing of: ${missing.join(', ')}.`)
  const unknown = rows.filter(({ line }) => !lines.includes(line)).map(({ line }) => line)
  if (unknown.length > 0)
    throw new Error(`docs/mission.json says something of what the page has not: ${unknown.join(', ')}.`)
  const ordered = lines.flatMap((line) => rows.filter((row) => row.line === line))
  const reached = rows.filter((row) => row.reached === true).length
  return [
    '| line of the page | asked for | measured | | what was measured |',
    '|---|---|---|---|---|',
    ...ordered.map(
      ({ line, unit, wanted, measured, reached: isReached, how }) =>
        `| ${line} | ${signs[wanted.is]} ${valueText(unit, wanted.value)} | ${measured === undefined ? 'not measured' : valueText(unit, measured)} | ${outcome[String(isReached)]} | ${how.replaceAll('|', '\\|')} |`,
    ),
    '',
    `${reached} of ${rows.length} reached. Measured on ${measuredOn} at ${commit}: ${machine.system}, ${machine.cores} cores, Node ${machine.node}.`,
    ...notes.flatMap((note) => ['', note]),
  ].join('\n')
}

const outcome: { readonly [reached: string]: string } = { true: 'reached', false: '**missed**', undefined: '' }
const signs = { 'at least': '≥', 'at most': '≤', 'more than': '>', 'less than': '<' } as const

function valueText(unit: Row['unit'], value: number): string {
  if (unit === 'share') return `${Number((value * 100).toFixed(2))} %`
  if (unit === 'points') return `${value > 0 ? '+' : ''}${Number((value * 100).toFixed(1))} points`
  if (value < 1_000) return `${value} ms`
  return value < 60_000 ? `${Number((value / 1_000).toFixed(1))} s` : `${Number((value / 60_000).toFixed(1))} min`
}
