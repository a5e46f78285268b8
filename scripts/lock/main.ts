// npm run lock: completes package-lock.json, to be run after "npm install".

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { completeLock } from './complete.ts'

const file = join(import.meta.dirname, '..', '..', 'package-lock.json')
const { completed, added, left } = completeLock(JSON.parse(readFileSync(file, 'utf8')))
if (added.length > 0) writeFileSync(file, `${JSON.stringify(completed, null, 2)}\n`)
for (const location of added) console.log(`added ${location}`)
for (const problem of left) console.error(`not described: ${problem}`)
process.exitCode = left.length > 0 ? 1 : 0
