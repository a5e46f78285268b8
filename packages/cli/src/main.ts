#!/usr/bin/env node
import { enableCompileCache } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quietWarnings } from './program/warnings.ts'

quietWarnings()
// Node's own place for it. Named, so that the programs started from here use it too: all start in half the time.
process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache')
enableCompileCache(process.env.NODE_COMPILE_CACHE)
// Loaded only now: Node remarks on modules such as node:sqlite while it loads them.
const { main } = await import('./program/main.ts')
const exitCode = await main(process.argv.slice(2))
// Connections that are kept alive, or a companion's pipe, must not hold up an ended command.
process.exit(exitCode)
