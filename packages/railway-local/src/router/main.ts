// The router process: `node router/main.ts --directory DIR`. It outlives whoever started it, and ends on SIGTERM.
import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findRouter } from './client.ts'
import type { RouterRecord } from './contract.ts'
import { createControl } from './control.ts'
import { HttpLog } from './http-log.ts'
import { processStartTime } from './process-start.ts'
import { RouteTable } from './route-table.ts'
import { removeRouterRecord, writeRouterRecord } from './router-record.ts'

const FINISH_MS = 5_000

const { directory } = parseArgs({ options: { directory: { type: 'string' } } }).values
if (directory === undefined) refuse('--directory DIR is missing.')
const running = await findRouter(directory)
if (running !== undefined) refuse(`A router already runs for ${directory}, process ${running.pid}.`)

const logDirectory = join(directory, 'http')
mkdirSync(logDirectory, { recursive: true, mode: 0o700 })
const log = new HttpLog(logDirectory)
const table = new RouteTable(log)
const token = randomBytes(32).toString('base64url')
const control = createControl(table, token)

control.listen({ host: '127.0.0.1', port: 0 }, () => {
  const record: RouterRecord = {
    pid: process.pid,
    startTime: processStartTime(process.pid) as string,
    port: (control.address() as AddressInfo).port,
    token,
  }
  writeRouterRecord(directory, record)
  process.on('SIGTERM', () => stop(record))
  process.on('SIGINT', () => stop(record))
})
process.on('exit', () => log.flushNow())

let isStopping = false

async function stop(record: RouterRecord): Promise<void> {
  if (isStopping) return
  isStopping = true
  removeRouterRecord(directory as string, record)
  await table.stop(FINISH_MS)
  await log.flush()
  process.exit(0)
}

function refuse(message: string): never {
  process.stderr.write(`${message}\n`)
  process.exit(2)
}
