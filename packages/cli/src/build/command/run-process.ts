import { spawn } from 'node:child_process'
import { isNotFound, systemCode } from '../build-error.ts'
import { eachLine } from './lines.ts'

export interface ProcessRequest {
  readonly file: string
  readonly arguments: readonly string[]
  readonly directory: string
  readonly environment: NodeJS.ProcessEnv
  /** What it reads on standard input; nothing where it is absent. */
  readonly input?: string
  /** Gets every line of both outputs as it comes. */
  readonly log: (line: string) => void
  /** Milliseconds until the process and all that it started are killed. */
  readonly limitMs: number
  readonly signal?: AbortSignal | undefined
}

export interface ProcessResult {
  readonly ended: 'well' | 'badly' | 'too slow' | 'aborted' | 'not found'
  /** Such as `code 1` or `SIGSEGV`. */
  readonly how: string
  /** The last lines of both outputs. */
  readonly lastLines: readonly string[]
}

const keptLines = 20
/** How long an output is still read when the process has ended but something holds it open. */
const outputMs = 1_000
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Runs a program to its end in a process group of its own. When it has ended, is too slow or aborted, or when this process
 * ends, nothing of that group is left.
 */
export async function runProcess(request: ProcessRequest): Promise<ProcessResult> {
  const { directory: cwd, environment: env, signal } = request
  const child = spawn(request.file, [...request.arguments], {
    cwd,
    env,
    detached: true,
    stdio: [request.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const lastLines: string[] = []
  let stopped: 'too slow' | 'aborted' | undefined

  const killGroup = () => {
    if (child.pid !== undefined) killAll(child.pid)
  }
  const stop = (reason: 'too slow' | 'aborted') => () => {
    stopped ??= reason
    killGroup()
  }
  const abort = stop('aborted')
  const timer = setTimeout(stop('too slow'), request.limitMs)
  const unbind = bindToThisProcess(abort)
  signal?.addEventListener('abort', abort, { once: true })
  if (signal?.aborted) abort()

  // A program need not read what it is given.
  child.stdin?.on('error', () => undefined)
  child.stdin?.end(request.input)
  for (const output of [child.stdout, child.stderr]) {
    if (output === null) continue
    eachLine(output, (line) => {
      lastLines.push(line)
      if (lastLines.length > keptLines) lastLines.shift()
      request.log(line)
    })
  }
  try {
    const how = await new Promise<string>((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, killedBy) => {
        killGroup()
        setTimeout(() => {
          child.stdout?.destroy()
          child.stderr?.destroy()
        }, outputMs).unref()
        child.on('close', () => resolve(killedBy ?? `code ${code}`))
      })
    })
    return { ended: stopped ?? (how === 'code 0' ? 'well' : 'badly'), how, lastLines }
  } catch (error) {
    if (isNotFound(error)) return { ended: 'not found', how: 'not found', lastLines }
    throw error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', abort)
    unbind()
  }
}

function killAll(group: number): void {
  try {
    process.kill(-group, 'SIGKILL')
  } catch (error) {
    if (systemCode(error) !== 'ESRCH') throw error
    // The group is empty already.
  }
}

/**
 * A process group of its own does not hear Ctrl-C. So its end is bound to this process's: on a signal the group is
 * killed, and the signal then does what it would have done.
 */
function bindToThisProcess(end: () => void): () => void {
  const onSignal = (name: NodeJS.Signals) => {
    end()
    unbind()
    if (process.listenerCount(name) === 0) process.kill(process.pid, name)
  }
  const unbind = () => {
    process.off('exit', end)
    for (const name of signals) process.off(name, onSignal)
  }
  process.on('exit', end)
  for (const name of signals) process.on(name, onSignal)
  return unbind
}
