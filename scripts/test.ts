// npm test [-- what vitest understands: a part of a path, -t 'a name', --maxWorkers 4 …]

import { parseCLI, startVitest } from 'vitest/node'
import { isGood, ProgressReporter, summaryLine } from './test-run/progress-reporter.ts'

const { filter, options } = parseCLI(['vitest', 'run', ...process.argv.slice(2)])
const writeLine = (line: string) => process.stdout.write(`${line}\n`)
const progress = new ProgressReporter(writeLine)

try {
  const watch = options.watch ?? false
  // In order: vitest tells what failed, then come the reasons and the counts.
  await startVitest(filter, { ...options, watch, reporters: [['default', { summary: false }], progress] })
} finally {
  progress.stop()
}

for (const reason of progress.skipReasons) writeLine(`skipped: ${reason}`)
const { counts } = progress
if (counts.passed + counts.failed === 0) writeLine('No test ran.')
writeLine(summaryLine(counts))
if (!isGood(counts) || progress.reason !== 'passed') process.exitCode = process.exitCode || 1
