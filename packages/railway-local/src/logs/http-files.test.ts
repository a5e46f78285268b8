import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { World } from '../fixtures/world.ts'
import type { HttpLogLine } from '../router/contract.ts'
import { HttpLog } from '../router/http-log.ts'
import { dropHttpLogs, newestRequests } from './http-files.ts'

const line: HttpLogLine = {
  ts: '2026-01-01T00:00:00.000Z',
  requestId: '0',
  method: 'GET',
  path: '/',
  host: 'club.example',
  status: 200,
  totalMs: 1,
  upstreamMs: 1,
  rx: 0,
  tx: 0,
  deployment: 'one',
}

function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), 'kickai-http-'))
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }))
  return directory
}

test('of a deployment with many requests the oldest are forgotten, and the others are read in one go', async () => {
  const directory = temporaryDirectory()
  const http = join(directory, 'http')
  mkdirSync(http)
  const log = new HttpLog(http, 2000)
  for (let number = 0; number < 100; number += 1) {
    log.record({ ...line, requestId: `${number}` })
    await log.flush()
  }
  const names = ['one.jsonl', 'one.older.jsonl']
  expect(readdirSync(http).sort()).toEqual(names)
  const sizes = names.map((name) => statSync(join(http, name)).size)
  expect(Math.max(...sizes)).toBeLessThan(2500)
  expect(statSync(join(http, 'one.older.jsonl')).mode & 0o777).toBe(0o600)
  const numbers: number[] = []
  for await (const { requestId } of newestRequests({ directory }, 'one')) numbers.push(Number(requestId))
  expect(numbers.length).toBeGreaterThan(10)
  expect(numbers).toEqual(numbers.map((_, index) => 99 - index))
})

test('a file that is put aside while it is read is not read twice', async () => {
  const directory = temporaryDirectory()
  mkdirSync(join(directory, 'http'))
  const log = new HttpLog(join(directory, 'http'), 300)
  log.record(line)
  await log.flush()
  const reading = newestRequests({ directory }, 'one')
  expect((await reading.next()).value).toMatchObject({ requestId: '0' })
  log.record({ ...line, requestId: '1' })
  await log.flush()
  expect(existsSync(join(directory, 'http', 'one.older.jsonl'))).toBe(true)
  expect((await reading.next()).done).toBe(true)
})

test('only logs of the deployments that are named stay, and of what none took', async () => {
  const directory = temporaryDirectory()
  for (const name of ['one', 'one.older', 'two', 'two.older', 'unrouted', 'unrouted.older']) {
    writeFileSync(join(directory, `${name}.jsonl`), '')
  }
  await dropHttpLogs(directory, new Set(['two']))
  expect(readdirSync(directory).sort()).toEqual([
    'two.jsonl',
    'two.older.jsonl',
    'unrouted.jsonl',
    'unrouted.older.jsonl',
  ])
})

test('a deployment whose image is no longer kept takes the log of its requests along', async () => {
  const world = await World.start({ keepImages: 1 })
  onTestFinished(() => world.end())
  const place = await world.place()
  const fileOf = (id: string) => join(world.directory, 'http', `${id}.jsonl`)
  const first = await place.ship('one')
  await place.served(first)
  await until(() => existsSync(fileOf(first)))
  const second = await place.ship('two')
  await place.served(second)
  await until(() => existsSync(fileOf(second)))
  await place.until(first, 'REMOVED')
  await until(() => !existsSync(fileOf(first)))
  expect(existsSync(fileOf(second))).toBe(true)
})
