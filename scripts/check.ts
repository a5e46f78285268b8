// npm run check: types, lint, format, import rules, house rules, unused code, generated documents, lock file.

import { join } from 'node:path'
import { runParts } from './check/part.ts'
import { parts } from './check/parts.ts'

const root = join(import.meta.dirname, '..')
const finished = await runParts(parts, root, ({ name, seconds, problems, note }) => {
  const outcome = problems.length === 0 ? 'ok    ' : 'failed'
  console.log(`${outcome} ${name.padEnd(20)} ${seconds.toFixed(1)} s${note ? `  ${note}` : ''}`)
})

const failed = finished.filter(({ problems }) => problems.length > 0)
for (const { name, problems } of failed) console.log(`\n${name}\n\n${problems.join('\n')}`)
process.exitCode = failed.length > 0 ? 1 : 0
