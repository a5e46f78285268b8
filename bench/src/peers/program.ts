import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { delimiter, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const READY_MS = 10_000
const END_MS = 10_000

/** The path of a program of this machine; undefined where it is not installed. Debian's administrators' folders count. */
export function findProgram(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin']
  return folders.map((folder) => join(folder, name)).find(isExecutable)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    // Not there, or not for us: either way it cannot be used.
    return false
  }
}

/** A program that a benchmark started. */
export type Program = {
  pid: number
  /** The last 4,000 characters of all that it printed. */
  printed(): string
  stop(): Promise<void>
}

/** Starts a program and waits until `isReady`, given what it printed so far, says so. Throws with what it printed when it ends or takes too long. */
export async function startProgram(
  path: string,
  args: readonly string[],
  isReady: (printed: string) => Promise<boolean> | boolean,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<Program> {
  const child = spawn(path, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment })
  let printed = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      printed = `${printed}${text}`.slice(-4000)
    })
  }
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null
  const stop = async () => {
    if (hasEnded()) return
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    const limit = setTimeout(() => child.kill('SIGKILL'), END_MS)
    await ended
    clearTimeout(limit)
  }
  await once(child, 'spawn')
  const deadline = performance.now() + READY_MS
  while (!(await isReady(printed))) {
    if (hasEnded() || performance.now() > deadline) {
      await stop()
      throw new Error(`${path} did not start: ${printed}`)
    }
    await delay(20)
  }
  return { pid: child.pid as number, printed: () => printed, stop }
}

/** Whether something answers HTTP there, whatever it says. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url)
    await response.arrayBuffer()
    return true
  } catch {
    // Nobody listens yet.
    return false
  }
}

/** A port of 127.0.0.1 that was free a moment ago, for programs that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
