import { behaviours } from '@kickai/railway/probe'

/** What is believed of Railway as Markdown, for the documentation. */
export function behavioursTable(): string {
  const rows = behaviours.map(({ id, believed, how, option, test }) => {
    const tested = test === undefined ? `not tested: ${how}` : how
    return `| \`${id}\` | ${believed} | ${tested} | ${option === undefined ? '' : `\`${option}\``} |`.replaceAll(
      '  ',
      ' ',
    )
  })
  return [
    '| behaviour | believed | how it is tested | option of the embedded platform |',
    '|---|---|---|---|',
    ...rows,
    '',
  ].join('\n')
}
