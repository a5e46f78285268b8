// First: what is made of schemas before it is compiled.
import './plain-schemas.ts'
import { describeError } from '../error/described.ts'
import { document, errorDocument } from '../output/document.ts'
import { errorText } from '../output/error-text.ts'
import { openProgress, scrubbed } from '../output/progress.ts'
import { openTerminal } from '../output/terminal.ts'
import { openSecrecy } from '../secrecy/secrecy.ts'
import { program } from './program.ts'
import { abortOnSignals } from './signals.ts'
import { version } from './version.ts'

/** Runs a command line in this process and gives its exit code. Every error becomes one here, and nowhere else. */
export async function main(words: readonly string[]): Promise<number> {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', unlessReaderLeft)
  const terminal = openTerminal(process.stdout, process.stderr, process.env)
  const secrecy = openSecrecy()
  const progress = scrubbed(openProgress(terminal), secrecy)
  const write = (stream: NodeJS.WriteStream, text: string) => writeAll(stream, secrecy.scrub(text))
  const { json, run } = program(words, version)
  try {
    const signal = abortOnSignals(() => progress.rest())
    const outcome = await run({ folder: process.cwd(), variables: process.env, terminal, progress, signal, secrecy })
    progress.rest()
    if (outcome === undefined) return 0
    await write(terminal.out, json ? document(outcome.fields) : outcome.lines.map((line) => `${line}\n`).join(''))
    await outcome.stay?.()
    return outcome.exitCode
  } catch (error) {
    progress.rest()
    const described = describeError(error)
    if (json) await write(terminal.out, errorDocument(described))
    await write(terminal.err, errorText(described, terminal.err))
    return described.exitCode
  }
}

/** Whoever reads (`| head`) may leave while a release goes on; that ends nothing. Anything else is thrown as it is. */
function unlessReaderLeft(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error
}

/** Waits until all is written: a pipe takes its time, and the process ends after this. A reader that left is no error. */
async function writeAll(stream: NodeJS.WriteStream, text: string): Promise<void> {
  if (text === '') return
  await new Promise<void>((resolve) => stream.write(text, () => resolve()))
}
