#!/usr/bin/env node
import { quietWarnings } from './program/warnings.ts'

quietWarnings()
// Loaded only now: Node remarks on modules such as node:sqlite while it loads them.
const { main } = await import('./program/main.ts')
const exitCode = await main(process.argv.slice(2))
// Connections that are kept alive, or a companion's pipe, must not hold up an ended command.
process.exit(exitCode)
