// npm test [-- what vitest understands: a part of a path, -t 'a name', --maxWorkers 4 …]
// With --shard=1/4 the part's results (with --coverage its coverage too) are kept in .vitest/blob, and
// --merge-reports makes one report of those of all parts.

import { parseCLI, startVitest } from 'vitest/node'
import { isGood, ProgressReporter, summaryLine } from './test-run/progress-reporter.ts'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const writeLine = (line: string) => process.stdout.write(`${line}\n`)
const progress = new ProgressReporter(writeLine)

try {
  const watch = options.watch ?? false
  const blob = options.shard === undefined ? [] : ['blob' as const]
  // In order: vitest tells what failed, then come the reasons and the counts.
  const reporters = [['default', { summary: false }] as ['default', object], ...blob, progress]
  await startVitest(filter, { ...options, watch, reporters })
} finally {
  progress.stop()
}

for (const reason of progress.skipReasons) writeLine(`skipped: ${reason}`)
const { counts } = progress
if (counts.passed + counts.failed === 0) writeLine('No test ran.')
writeLine(summaryLine(counts))
if (!isGood(counts) || progress.reason !== 'passed') process.exitCode = process.exitCode || 1
