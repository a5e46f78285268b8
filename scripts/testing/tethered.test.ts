import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startTethered } from './tethered.ts'

async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-tethered-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return folder
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    // There is no such process any more.
    return false
  }
}

const saysPid = 'console.log("pid", process.pid); setInterval(() => {}, 1000)'
const pidIn = (output: string) => Number(/pid (\d+)/.exec(output)?.[1] ?? 0)

test('a server is ended and its folder removed when it is stopped', async () => {
  const folder = await temporaryFolder()
  const server = startTethered({ command: [process.execPath, '-e', saysPid], folder, signal: 'TERM' })
  const pid = await vi.waitUntil(() => pidIn(server.output()), { timeout: 5_000 })
  await server.stop()
  expect([isAlive(pid), existsSync(folder)]).toEqual([false, false])
})

test('a server does not outlive a test that was killed', async () => {
  const folder = await temporaryFolder()
  const options = { command: [process.execPath, '-e', saysPid], folder, signal: 'KILL' }
  const program = `import { startTethered } from ${JSON.stringify(join(import.meta.dirname, 'tethered.ts'))}
    const server = startTethered(${JSON.stringify(options)})
    setInterval(() => process.stdout.write(server.output()), 20)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.on('data', (chunk) => {
    output += chunk
  })
  const pid = await vi.waitUntil(() => pidIn(output), { timeout: 5_000 })
  expect(isAlive(pid)).toBe(true)
  child.kill('SIGKILL')
  await once(child, 'close')
  await vi.waitUntil(() => !isAlive(pid) && !existsSync(folder), { timeout: 5_000 })
})
