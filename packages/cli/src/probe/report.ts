import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Probed, ProbeResult, SchemaComparison } from '@kickai/railway/probe'
import { CommandError } from '../error/command-error.ts'
import { table } from '../output/table.ts'

/** What a probe found, without anything that only concerns the account that it was made with. */
export interface ProbeReport {
  readonly schemaVersion: 1
  /** The host that was asked; `this machine` for the embedded platform. */
  readonly platform: string
  readonly kickai: string
  readonly startedAt: string
  readonly seconds: number
  readonly requests: number
  readonly counts: { readonly [outcome in Probed['outcome']]: number }
  readonly behaviours: readonly Probed[]
  readonly schema?: SchemaComparison
  readonly schemaWhy?: string
  readonly cleaned: boolean
  readonly left?: string
  /** Why it ended before its end. */
  readonly ended?: string
}

/** Puts a report together and takes secrets, ids, addresses and names of people out of it. Pure. */
export function reportOf(
  result: ProbeResult,
  about: Pick<ProbeReport, 'platform' | 'kickai' | 'startedAt' | 'seconds'>,
  scrub: (text: string) => string,
): ProbeReport {
  const { behaviours, schema, schemaWhy, requests, cleaned, left, ended } = result
  const count = (outcome: Probed['outcome']) => behaviours.filter((each) => each.outcome === outcome).length
  const report: ProbeReport = {
    schemaVersion: 1,
    ...about,
    requests,
    counts: { confirmed: count('confirmed'), refuted: count('refuted'), 'not tested': count('not tested') },
    behaviours,
    ...(schema && { schema }),
    ...(schemaWhy !== undefined && { schemaWhy }),
    cleaned,
    ...(left !== undefined && { left }),
    ...(ended !== undefined && { ended: ended instanceof Error ? ended.message : String(ended) }),
  }
  return JSON.parse(withoutOwn(scrub(JSON.stringify(report))))
}

function withoutOwn(text: string): string {
  return text
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi, '<id>')
    .replaceAll(/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<mail>')
    .replaceAll(/\b[\w-]+\.up\.railway\.app\b/g, '<address>')
    .replaceAll(/\b127\.0\.0\.1:\d+\b/g, '<address>')
}

/** The report for people. Pure. */
export function reportLines(report: ProbeReport): string[] {
  const { behaviours, counts, schema, schemaWhy, left, ended } = report
  const lines = [
    `Probe of ${report.platform}, ${report.startedAt}, kickai ${report.kickai}`,
    `${counts.confirmed} confirmed, ${counts.refuted} refuted, ${counts['not tested']} not tested; ${report.requests} requests in ${report.seconds} s`,
  ]
  for (const outcome of ['refuted', 'confirmed', 'not tested'] as const) {
    const those = behaviours.filter((each) => each.outcome === outcome)
    if (those.length > 0) lines.push('', outcome)
    const rows = those.map(({ id, expected, found, why = '', detail }) =>
      outcome === 'not tested'
        ? [`  ${id}`, why]
        : [`  ${id}`, `${outcome === 'refuted' ? `${found}, not ${expected}` : found}${detail ? ` (${detail})` : ''}`],
    )
    lines.push(...table(rows))
  }
  lines.push('', ...schemaLines(schema, schemaWhy), '')
  if (ended !== undefined) lines.push(`It ended before its end: ${ended}`)
  lines.push(left ?? 'The throw-away project is deleted.')
  return lines
}

function schemaLines(schema: SchemaComparison | undefined, why: string | undefined): string[] {
  if (schema === undefined) return [`schema: not compared${why === undefined ? '' : `: ${why}`}`]
  const { documents, breaks, differences, writtenDown } = schema
  return [
    `schema: ${breaks.length === 0 ? `all ${documents} requests of kickai are allowed` : `${breaks.length} refusals`}; ${differences.length} differences from ${writtenDown}`,
    ...breaks.map((sentence) => `  ${sentence}`),
    ...differences.map((sentence) => `  ${sentence}`),
  ]
}

/** Writes both files into a folder; gives their names. */
export function writeReport(folder: string, report: ProbeReport): readonly [json: string, text: string] {
  const name = `probe-${report.startedAt.replaceAll(/[:.]/g, '-')}`
  const files = [join(folder, `${name}.json`), join(folder, `${name}.txt`)] as const
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(files[0], `${JSON.stringify(report, undefined, 2)}\n`)
    writeFileSync(files[1], `${reportLines(report).join('\n')}\n`)
  } catch (error) {
    throw new CommandError('workspace-unwritable', `The report cannot be written to ${folder}.`, { cause: error })
  }
  return files
}
