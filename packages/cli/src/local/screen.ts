import { answering } from '../command/result-lines.ts'
import { grouped, moment, shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import type { ReleaseResult } from '../release/result.ts'
import type { RehearsalFigures } from './rehearsal.ts'

/** The environments as `kickai local` shows them: one row each; the digest is named once. */
export function trainLines(results: readonly ReleaseResult[], stream: NodeJS.WriteStream): string[] {
  const rows = results.map((result, index) => [
    result.environment,
    result.verdict ?? result.state ?? '',
    index > 0 && result.digest === results[0]?.digest ? 'same digest' : shortName(result),
    `${result.seconds.toFixed(1)} s`,
    answering(result),
  ])
  const reasons = results.flatMap(({ environment, reason, notes = [] }) => [
    ...(reason ? [`${environment}: ${reason.sentence} (${reason.code})`] : []),
    ...notes.map((sentence) => `${environment}: ${sentence}`),
  ])
  return [...table(rows, (cell) => colouredWord(cell, stream)), ...reasons]
}

/** What the rehearsal showed. `earlier` says that it was not made just now. */
export function rehearsalLine(figures: RehearsalFigures, earlier: boolean): string {
  const { verdict, caughtSeconds, backSeconds, requests, lost, at, problems } = figures
  const when = earlier ? ` (${moment(at)})` : ''
  const counts = `${grouped(requests)} requests, ${grouped(lost)} lost`
  if (problems.length > 0 || caughtSeconds === undefined || backSeconds === undefined)
    return `Rehearsal${when}: ${verdict}; ${counts}. ${problems.join(' ')}`
  const times = `caught after ${caughtSeconds.toFixed(1)} s, old one back after ${backSeconds.toFixed(1)} s`
  return `Rehearsal${when}: bad release ${times}; ${counts}`
}

/** Where to look and what to do next. `called` is how this command is called here. */
export function openLine(page: string, labels: readonly string[], called: string): string {
  return `Open ${page}   ${[...labels.map((label) => `${label} there.`), `Next: ${called} history`].join(' ')}`
}
