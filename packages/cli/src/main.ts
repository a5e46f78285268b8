#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { version } from './program/version.ts'
import { quietWarnings } from './program/warnings.ts'

const words = process.argv.slice(2)
// Asked most of all, by other programs: answered before anything is loaded.
if (words.length === 1 && words[0] === '--version') process.stdout.write(`${version}\n`)
else await start()

async function start(): Promise<never> {
  quietWarnings()
  // Node's own place for it. Named, so that the programs started from here use it too: all start in half the time.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache')
  enableCompileCache(process.env.NODE_COMPILE_CACHE)
  // Loaded only now: Node remarks on modules such as node:sqlite while it loads them.
  const { main } = await import('./program/main.ts')
  const exitCode = await main(words)
  // Connections that are kept alive, or a companion's pipe, must not hold up an ended command.
  process.exit(exitCode)
}
