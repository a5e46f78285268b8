import { spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { processStartTime } from '../router/process-start.ts'
import { isAlive, type ProcessRecord, parseLaunchRecord } from './identity.ts'

/** How a process ended. Both are null where nobody saw it end. */
export interface Exit {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** A process in a group of its own, which outlives the process that started it. */
export interface RunningProcess extends ProcessRecord {
  /** Resolves when the process has ended; never rejects. */
  readonly exited: Promise<Exit>
}

export interface Launch {
  readonly program: readonly [string, ...string[]]
  readonly directory: string
  readonly environment: Readonly<Record<string, string>>
  /** Files that the output is appended to. */
  readonly output: string
  readonly errors: string
  /** File in which the new process notes who it is before it becomes `program`. */
  readonly record: string
}

/** How often an adopted process is looked at; one that we started tells us itself. */
const adoptedPollMs = 50

// The new process notes its own pid and start time and only then becomes the program. So a supervisor that is
// killed right after starting it leaves no process that nobody knows of.
const note =
  process.platform === 'linux'
    ? 'IFS= read -r stat < "/proc/$$/stat"; printf "%s\\n" "$stat" > "$0"'
    : '{ echo "$$"; ps -o lstart= -p "$$"; } > "$0"'

/** Starts a program detached, with its output going straight into files, so that nothing depends on this process. */
export function launch(order: Launch): RunningProcess {
  const output = openSync(order.output, 'a', 0o600)
  const errors = openSync(order.errors, 'a', 0o600)
  try {
    const child = spawn('/bin/sh', ['-c', `${note}; exec "$@"`, order.record, ...order.program], {
      cwd: order.directory,
      env: order.environment,
      detached: true,
      stdio: ['ignore', output, errors],
    })
    const exited = new Promise<Exit>((resolve) => {
      child.once('exit', (code, signal) => resolve({ code, signal }))
      child.once('error', () => resolve({ code: 127, signal: null }))
    })
    child.unref()
    const pid = child.pid ?? 0
    return { pid, startTime: (pid > 0 && processStartTime(pid)) || 'never', exited }
  } finally {
    closeSync(output)
    closeSync(errors)
  }
}

/** Finds a process again by what it noted when it was launched; undefined where it no longer runs. */
export function adopt(recordFile: string): RunningProcess | undefined {
  let text: string
  try {
    text = readFileSync(recordFile, 'utf8')
  } catch {
    // Never launched, or its directory is already cleared away: nothing to adopt.
    return undefined
  }
  const record = parseLaunchRecord(text)
  if (record === undefined || !isAlive(record)) return undefined
  return { ...record, exited: untilGone(record) }
}

function untilGone(record: ProcessRecord): Promise<Exit> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (isAlive(record)) return
      clearInterval(timer)
      resolve({ code: null, signal: null })
    }, adoptedPollMs)
  })
}
