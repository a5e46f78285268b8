import type { DescribedError } from '../error/described.ts'
import { shortName } from '../output/format.ts'
import type { ReleaseResult } from '../release/result.ts'
import { sentenceOf } from './deployments.ts'

/** What a step did, for the page of its run: a row for each environment, and why where one is not live. Pure. */
export function summaryOfReleases(results: readonly ReleaseResult[]): string {
  const rows = results.map((result) => {
    const { environment, verdict = result.state ?? '', kind, seconds, identity, url } = result
    const where = url === undefined ? cell(environment) : `[${cell(environment)}](${cell(url)})`
    return `| ${where} | ${verdict} | ${cell(kind)} | \`${shortName(result)}\` | ${identity ?? ''} | ${seconds} s |`
  })
  const reasons = results.filter(({ verdict }) => verdict !== 'live').map((result) => `- ${plain(sentenceOf(result))}`)
  const findings = results.flatMap(({ findings: found = [] }) =>
    found
      .filter(({ severity }) => severity === 'problem')
      .map(({ sentence, wayOut }) => `- ${plain(sentence)} ${plain(wayOut)}`),
  )
  const head = ['| environment | verdict | kind | what | identity | took |', '|---|---|---|---|---|---|']
  return [...head, ...rows, '', ...reasons, ...findings, ''].join('\n')
}

/** The same for a command that failed before it had a result. Pure. */
export function summaryOfError({ code, message, wayOut, problems }: DescribedError): string {
  const list = problems.map(({ path, sentence }) => `- ${plain(path)}: ${plain(sentence)}`)
  return [`**${plain(message)}** (\`${code}\`)`, '', ...list, '', plain(wayOut), ''].join('\n')
}

/** Text that Markdown and HTML leave as it is. */
function plain(text: string): string {
  return text.replace(/[\\`*_[\]<>|#]/g, (sign) => `\\${sign}`).replace(/\s+/g, ' ')
}

function cell(text: string): string {
  return text.replace(/[|\r\n[\]()<>]/g, ' ')
}
