import { shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import type { ReleaseResult } from '../release/result.ts'

/** Results of releases for people: a row each, and what led to one that is not live. */
export function resultLines(results: readonly ReleaseResult[], stream: NodeJS.WriteStream): string[] {
  const rows = results.map((result) => [
    result.environment,
    result.verdict,
    shortName(result),
    `${result.seconds} s`,
    result.identity,
    result.unchanged ? 'unchanged' : result.release,
  ])
  const reasons = results.flatMap(({ environment, reason, findings = [] }) => [
    ...(reason ? [`${environment}: ${reason.sentence} (${reason.code})`] : []),
    ...findings
      .filter(({ severity }) => severity === 'problem')
      .map(({ sentence, wayOut }) => `  ${sentence} ${wayOut}`),
  ])
  return [...table(rows, (cell) => colouredWord(cell, stream)), ...reasons]
}
