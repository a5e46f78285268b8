import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import { entry } from './entries.ts'
import { PlatformError, sentenceOf } from './errors.ts'
import { findPlatform, type PlatformRecord } from './platform-record.ts'
import { isAlive } from './process/identity.ts'
import type { OptionsInput } from './state/options.ts'

export interface StartPlatformOptions {
  /** Holds everything of this platform; made where it is not there. */
  readonly directory: string
  /**
   * The API's port. A given one that is taken is an error; 0 is any. Left out: that of last time, else 4401 or the next
   * free one.
   */
  readonly port?: number
  /** Changes of the platform's options; they are recorded. */
  readonly options?: OptionsInput
}

/** A platform that runs in processes of its own; it goes on when this process ends. */
export interface RunningPlatform {
  /** `http://127.0.0.1:<port>`. */
  readonly url: string
  readonly accountToken: string
  /** Of the supervisor. */
  readonly pid: number
  /** It was running already. */
  readonly attached: boolean
  /**
   * Ends services within their draining time, router and supervisor. Deployments stay recorded and come up again, with
   * the same ids, at the next start. Resolves when all have ended.
   */
  stop(): Promise<void>
}

const answersWithinMs = 30_000
const answer = z.object({
  ready: z.boolean(),
  message: z.string().optional(),
  code: z.string().optional(),
  wayOut: z.string().optional(),
})

/**
 * Attaches to the platform that runs for a directory, or starts it, and resolves when its API answers; deployments
 * that served before are then being brought up. Throws `PlatformError`: `port-in-use`, `port-invalid`,
 * `state-unreadable`, `options-invalid`, `directory-unusable`, `platform-elsewhere`, `platform-not-started`.
 */
export async function startPlatform(wish: StartPlatformOptions): Promise<RunningPlatform> {
  const directory = resolve(wish.directory)
  demandPort(wish.port)
  const deadline = performance.now() + answersWithinMs
  for (;;) {
    const found = findPlatform(directory)
    if (found !== undefined && (await answers(found))) return await attach(found, wish)
    const refusal = await start(directory, wish)
    const started = refusal === undefined ? findPlatform(directory) : undefined
    if (started !== undefined) return running(started, false)
    // Somebody else is starting or stopping it at this moment; one that is stopping may still hold its port.
    const ending = refusal?.code === 'port-in-use' && found !== undefined
    const passes = refusal === undefined || refusal.code === 'platform-running' || ending
    if (!passes || performance.now() > deadline) throw refusal ?? notStarted(directory, 'it ended right away')
    await delay(50)
  }
}

function demandPort(port: number | undefined): void {
  if (port === undefined || (Number.isInteger(port) && port >= 0 && port <= 65_535)) return
  throw new PlatformError('port-invalid', `${port} is no port.`, 'Give a whole number from 1 to 65535, or 0 for any.')
}

async function attach(found: PlatformRecord, { port, options }: StartPlatformOptions): Promise<RunningPlatform> {
  if (port !== undefined && port !== 0 && port !== found.port) {
    throw new PlatformError(
      'platform-elsewhere',
      `The embedded platform already runs on port ${found.port}, not on ${port}.`,
      'Use it there by leaving the port out, or stop it first.',
    )
  }
  if (options !== undefined) await control(found, 'PATCH', '/local/options', options)
  return running(found, true)
}

function running(record: PlatformRecord, attached: boolean): RunningPlatform {
  const { url, accountToken, pid } = record
  return { url, accountToken, pid, attached, stop: () => stop(record) }
}

async function stop(record: PlatformRecord): Promise<void> {
  if (!isAlive(record)) return
  try {
    await control(record, 'POST', '/local/stop')
  } catch (error) {
    // It may be on its way out already; whether it ends is what counts.
    if (error instanceof PlatformError) throw error
  }
  while (isAlive(record)) await delay(10)
}

async function control(record: PlatformRecord, method: string, path: string, body?: unknown): Promise<void> {
  const response = await fetch(`${record.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${record.accountToken}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (response.ok) return
  const { code, message, wayOut } = answer.partial().parse(await response.json())
  throw new PlatformError(
    code ?? 'platform-refused',
    message ?? `The embedded platform answered ${response.status}.`,
    wayOut ?? 'Stop it and start it again.',
  )
}

async function answers(record: PlatformRecord): Promise<boolean> {
  try {
    const headers = { authorization: `Bearer ${record.accountToken}` }
    const response = await fetch(`${record.url}/local/options`, { headers, signal: AbortSignal.timeout(5000) })
    await response.body?.cancel()
    return response.ok
  } catch {
    // It is just ending, or has not begun to answer: the caller looks again.
    return false
  }
}

/** Starts a supervisor; what it says against that, or undefined once it answers. */
async function start(directory: string, { port, options }: StartPlatformOptions): Promise<PlatformError | undefined> {
  const log = openLog(directory)
  const args = ['--disable-warning=ExperimentalWarning', entry('supervisor'), '--directory', directory, '--ready', '3']
  if (port !== undefined) args.push('--port', String(port))
  if (options !== undefined) args.push('--options', JSON.stringify(options))
  // Compiled code is kept in the platform's own directory, so that the next start takes half as long.
  const env = { NODE_COMPILE_CACHE: join(directory, 'compile-cache'), ...process.env }
  const child = spawn(process.execPath, args, { env, detached: true, stdio: ['ignore', log, log, 'pipe'] })
  closeSync(log)
  child.unref()
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  try {
    const said = await lineFrom(child.stdio[3] as Readable, new Promise((_, reject) => child.once('error', reject)))
    const { ready, message, code, wayOut } = answer.parse(JSON.parse(said))
    if (ready) return undefined
    // It still puts things away; whoever is told that it did not start may remove the directory.
    await ended
    if (code !== undefined && wayOut !== undefined) return new PlatformError(code, message ?? code, wayOut)
    return notStarted(directory, message ?? 'it does not say why')
  } catch (error) {
    return notStarted(directory, sentenceOf(error))
  }
}

/** Makes the directory, and opens the supervisor's log in it. */
function openLog(directory: string): number {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    return openSync(join(directory, 'supervisor.log'), 'a', 0o600)
  } catch (error) {
    throw new PlatformError(
      'directory-unusable',
      `The directory ${directory} cannot be used: ${sentenceOf(error)}.`,
      'Give another directory, or the right to write there.',
      error,
    )
  }
}

async function lineFrom(stream: Readable, failure: Promise<never>): Promise<string> {
  const reading = (async () => {
    let text = ''
    for await (const chunk of stream) text += chunk
    if (text === '') throw new Error('it ended before it answered')
    return text
  })()
  return await Promise.race([reading, failure])
}

function notStarted(directory: string, why: string): PlatformError {
  return new PlatformError(
    'platform-not-started',
    `The embedded platform did not start: ${why}.`,
    `See ${join(directory, 'supervisor.log')}.`,
  )
}
