import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { rehearsalFiles, rehearsalHealthPath, rehearsalStartCommand } from '@kickai/traffic'

const patienceMs = 20_000
const betweenLooksMs = 2

/** Starts the application by itself, as the platform would, and measures how long it takes until its health check passes. */
export async function bootMs(): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'kickai-boot-'))
  try {
    for (const [name, text] of rehearsalFiles({ version: 'boot' })) await writeFile(join(folder, name), text)
    const port = await freePort()
    const begun = performance.now()
    const child = spawn('sh', ['-c', `exec ${rehearsalStartCommand}`], {
      cwd: folder,
      env: { PATH: process.env.PATH, PORT: String(port) },
      stdio: 'ignore',
    })
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    try {
      await untilHealthy(`http://127.0.0.1:${port}${rehearsalHealthPath}`, begun)
      return performance.now() - begun
    } finally {
      child.kill('SIGKILL')
      await ended
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function untilHealthy(url: string, begun: number): Promise<void> {
  for (;;) {
    // Until it listens, nobody takes the connection.
    const answer = await fetch(url, { headers: { connection: 'close' } }).catch(() => undefined)
    await answer?.arrayBuffer()
    if (answer?.status === 200) return
    if (performance.now() - begun > patienceMs) throw new Error('The application did not become healthy.')
    await delay(betweenLooksMs)
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return port
}
