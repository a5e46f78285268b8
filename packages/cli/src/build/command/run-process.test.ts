import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../fixtures/repository.ts'
import { type ProcessRequest, type ProcessResult, runProcess } from './run-process.ts'

async function shell(script: string, more: Partial<ProcessRequest> = {}): Promise<ProcessResult & { lines: string[] }> {
  const lines: string[] = []
  const result = await runProcess({
    file: '/bin/sh',
    arguments: ['-c', script],
    directory: await temporaryFolder(),
    environment: { PATH: process.env.PATH },
    log: (line) => lines.push(line),
    limitMs: 20_000,
    ...more,
  })
  return { ...result, lines }
}

/** Whether a process is there and not merely waiting to be collected. */
async function runs(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  if (status !== undefined) return !/\) [ZX] /.test(status)
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

async function gone(pid: number): Promise<boolean> {
  const deadline = Date.now() + 5_000
  while ((await runs(pid)) && Date.now() < deadline) await sleep(5)
  return !(await runs(pid))
}

test('tells how a program ended, and its last lines', async () => {
  expect(await shell('echo out; echo err >&2')).toMatchObject({ ended: 'well', how: 'code 0' })
  const failed = await shell('for n in $(seq 30); do echo line $n; done; printf last; exit 7')
  expect(failed).toMatchObject({ ended: 'badly', how: 'code 7' })
  expect(failed.lines).toHaveLength(31)
  expect(failed.lastLines).toEqual(failed.lines.slice(-20))
  expect(failed.lastLines.at(-1)).toBe('last')
  expect(await shell('kill -SEGV $$')).toMatchObject({ ended: 'badly', how: 'SIGSEGV' })
  expect(await shell('', { file: 'no-such-program' })).toMatchObject({ ended: 'not found' })
})

test('leaves nothing behind that the program started and left', async () => {
  const { lines, ended } = await shell('sleep 600 & echo $!')
  expect(ended).toBe('well')
  expect(await gone(Number(lines[0]))).toBe(true)
})

test('kills a program that is too slow, with all that it started', async () => {
  const { lines, ended } = await shell('sleep 600 & echo $!; wait', { limitMs: 300 })
  expect(ended).toBe('too slow')
  expect(await gone(Number(lines[0]))).toBe(true)
})

test('kills it when aborted, also when that was before the start', async () => {
  const controller = new AbortController()
  const aborted = await shell('echo $$; sleep 600', { signal: controller.signal, log: () => controller.abort() })
  expect(aborted.ended).toBe('aborted')
  expect((await shell('sleep 600', { signal: AbortSignal.abort() })).ended).toBe('aborted')
})

test('does not outlive the process that runs it, and leaves it the signal', async () => {
  const program = join(import.meta.dirname, '../fixtures/run-forever.ts')
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [chunk] = await once(child.stdout, 'data')
  const pid = Number(String(chunk))
  expect(await runs(pid)).toBe(true)
  child.kill('SIGTERM')
  expect(await once(child, 'exit')).toEqual([null, 'SIGTERM'])
  expect(await gone(pid)).toBe(true)
})
