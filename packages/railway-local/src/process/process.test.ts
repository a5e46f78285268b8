import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { until } from '../fixtures/until.ts'
import { processStartTime } from '../router/process-start.ts'
import { endProcess, sweepMarked } from './end.ts'
import { isAlive, ownRecord } from './identity.ts'
import { adopt, launch } from './launch.ts'
import { usageOf } from './usage.ts'

let directory: string
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kickai-process-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

const file = (name: string) => join(directory, name)
const read = (name: string) => readFileSync(file(name), 'utf8')

function run(command: string, environment: Readonly<Record<string, string>> = {}) {
  return launch({
    program: ['/bin/sh', '-c', command],
    directory,
    environment: { PATH: process.env.PATH ?? '', ...environment },
    output: file('out'),
    errors: file('err'),
    record: file('record'),
  })
}

test('a launched process is found by what it noted, as long as it runs; its pid is its own', async () => {
  const running = run('echo $$; exec sleep 30')
  await until(() => read('out') !== '')
  expect(read('out').trim()).toBe(String(running.pid))
  const { pid, startTime, exited } = adopt(file('record')) ?? {}
  expect({ pid, startTime }).toEqual({ pid: running.pid, startTime: running.startTime })
  await endProcess(running, 1000)
  expect(await running.exited).toEqual({ code: null, signal: 'SIGTERM' })
  expect(await exited).toEqual({ code: null, signal: null })
  expect(adopt(file('record'))).toBeUndefined()
})

test('how it ended is told', async () => {
  expect(await run('echo so; exit 9').exited).toEqual({ code: 9, signal: null })
  expect(read('out')).toBe('so\n')
})

test('another process with the same pid is not taken for it', () => {
  expect(isAlive(ownRecord())).toBe(true)
  expect(isAlive({ ...ownRecord(), startTime: '1' })).toBe(false)
})

test('one that is deaf is killed with its whole group when its time is over', async () => {
  const running = run('trap "" TERM; sleep 30 & echo $!; while :; do sleep 1; done')
  await until(() => read('out') !== '')
  await endProcess(running, 100)
  const child = Number(read('out'))
  await until(() => processStartTime(child) === undefined)
})

test('what a lost process left is found by its mark', async () => {
  // Only Linux tells what another process has in its environment; elsewhere nothing is touched.
  if (process.platform !== 'linux') return
  const child = spawn('sleep', ['30'], { env: { PATH: process.env.PATH, MARK: directory }, stdio: 'ignore' })
  const ended = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  sweepMarked(new Set([`MARK=${directory}`]))
  expect(await ended).toBe('SIGKILL')
})

test('what a process and its children use is measured', async () => {
  const running = run('node -e "setInterval(() => {}, 1000)" & wait')
  await until(() => (usageOf(running.pid)?.memoryBytes ?? 0) > 20_000_000)
  expect(usageOf(running.pid)?.cpuSeconds).toBeGreaterThanOrEqual(0)
  await endProcess(running, 0)
  expect(usageOf(running.pid)).toBeUndefined()
})
