// The supervisor process: `node supervisor/main.ts --directory DIR [--port N] [--options JSON] [--ready FD]`. It writes
// one JSON line to the descriptor given, once it answers or cannot start, and nothing to the terminal.
import { closeSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { PlatformError, sentenceOf } from '../errors.ts'
import { boot } from './boot.ts'

const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    port: { type: 'string' },
    options: { type: 'string' },
    ready: { type: 'string' },
  },
})
if (values.directory === undefined) {
  process.stderr.write('Give --directory DIR.\n')
  process.exit(2)
}
const port = values.port === undefined ? undefined : Number(values.port)
const options = values.options === undefined ? undefined : JSON.parse(values.options)
try {
  await boot({ directory: values.directory, port, options }, () => process.exit(0))
  tell({ ready: true })
} catch (error) {
  const known = error instanceof PlatformError ? { code: error.code, wayOut: error.wayOut } : {}
  process.stderr.write(`${error instanceof Error ? error.stack : sentenceOf(error)}\n`)
  tell({ ready: false, message: sentenceOf(error), ...known })
  process.exit(1)
}

function tell(answer: object): void {
  if (values.ready === undefined) return
  const descriptor = Number(values.ready)
  try {
    writeSync(descriptor, `${JSON.stringify(answer)}\n`)
    closeSync(descriptor)
  } catch {
    // Whoever started this supervisor has ended meanwhile. The platform runs all the same.
  }
}
