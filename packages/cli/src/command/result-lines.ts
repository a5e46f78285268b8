import { shortName } from '../output/format.ts'
import { table } from '../output/table.ts'
import { colouredWord } from '../output/terminal.ts'
import type { ReleaseResult } from '../release/result.ts'

/** Results of releases for people: a row each, what led to one that is not live, and what is to be said of one that is. */
export function resultLines(results: readonly ReleaseResult[], stream: NodeJS.WriteStream): string[] {
  const rows = results.map((result) => [
    result.environment,
    result.verdict ?? result.state ?? '',
    shortName(result),
    `${result.seconds} s`,
    answering(result),
    result.unchanged ? 'unchanged' : result.release,
  ])
  const reasons = results.flatMap((result) => [...serviceLines(result), ...reasonsOf(result)])
  return [...table(rows, (cell) => colouredWord(cell, stream)), ...reasons]
}

/** Of several services, how sure it is of each. */
function serviceLines({ environment, services = [] }: ReleaseResult): string[] {
  if (services.length < 2) return []
  const each = services.map(({ service, kind, identity }) => `${service} (${kind}) ${identity}`)
  return [`${environment}: ${each.join(', ')}`]
}

function reasonsOf(result: ReleaseResult): string[] {
  const { environment, verdict, reason, note, findings = [], remarks = [], notes = [], services = [] } = result
  return [
    ...(reason ? [`${environment}: ${reason.sentence} (${reason.code})`] : []),
    ...findings
      .filter(({ severity }) => severity === 'problem')
      .map(({ sentence, wayOut }) => `  ${sentence} ${wayOut}`),
    ...(verdict === 'live'
      ? remarks.map(({ service, sentence, code }) => {
          const of = services.length > 1 ? `${service}: ` : ''
          return `${environment}: ${of}${sentence} (${code})`
        })
      : []),
    ...notes.map((sentence) => `${environment}: ${sentence}`),
    ...(note === undefined ? [] : [`${environment}: nobody could be asked who answers. ${note}`]),
  ]
}

/** How sure it is that the release answers; or, where it is not live, who does instead. */
export function answering({ identity, serving }: Pick<ReleaseResult, 'identity' | 'serving'>): string {
  if (serving === undefined) return identity ?? 'nobody serves'
  return `${serving.release} serves, ${serving.identity}`
}
