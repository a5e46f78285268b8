import { type Definition, definitions, sources } from '@kickai/release'
import { targetText } from './format-figure.ts'

/** What each figure says, as Markdown for the documentation. */
export function figuresTable(): string {
  const rows = Object.entries(definitions).map(([name, definition]: [string, Definition]) => {
    const { title, meaning, source } = definition
    return `| ${title} | \`${name}\` | ${meaning} | ${targetText(definition)} | ${sources[source]} |`
  })
  const head = '| figure | in `--json` | says | target | from |'
  return [head, '|---|---|---|---|---|', ...rows, ''].join('\n')
}
