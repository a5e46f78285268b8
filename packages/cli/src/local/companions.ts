import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { isRunning, type ProcessRecord, processRecord } from '@kickai/release'
import { z } from 'zod'
import type { Companion, CompanionAddress } from '../config/config.ts'
import type { Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import { readJson, writeJson } from '../workspace/json-file.ts'
import { makeFolder, type Workspace } from '../workspace/workspace.ts'

/** The programs that run beside the embedded platform. */
export interface Companions {
  /** What each said when it was ready. */
  readonly addresses: { readonly [name: string]: CompanionAddress }
  /** Ends them: SIGTERM, and SIGKILL for those that do not heed it. */
  stop(): Promise<void>
}

const readyMs = 20_000
const endMs = 5_000
const wayOutOfTorn = 'See that no companion of an earlier start runs any more, then remove the file.'
const readyLine = z.looseObject({ ready: z.literal(true), url: z.url(), page: z.url().optional() })

/** Starts every companion and waits until all are ready. If one is not, none is left running. */
export async function startCompanions(project: Project, signal: AbortSignal): Promise<Companions> {
  const { configuration, workspace } = project
  const companions = Object.entries(configuration.local.companions ?? {})
  await endLeftOvers(workspace)
  const children = companions.map(([name, companion]) => ({ name, child: launch(project, name, companion) }))
  writeLeftOvers(
    workspace,
    children.map(({ child }) => child.pid),
  )
  const stop = async () => {
    await Promise.all(children.map(({ child }) => end(child)))
    writeLeftOvers(workspace, [])
  }
  try {
    const addresses = await Promise.all(children.map(({ name, child }) => ready(project, name, child, signal)))
    return { addresses: Object.fromEntries(addresses.map((address, index) => [children[index]?.name, address])), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

function logOf(workspace: Workspace, name: string): string {
  return join(workspace.logs, `${name}.log`)
}

function launch({ configuration, workspace, variables }: Project, name: string, { command }: Companion): ChildProcess {
  makeFolder(workspace.logs)
  const [program = '', ...words] = command
  const errors = openSync(logOf(workspace, name), 'a', 0o600)
  try {
    const child = spawn(program === 'node' ? process.execPath : program, words, {
      cwd: configuration.root,
      env: { ...variables, NODE_NO_WARNINGS: '1' },
      stdio: ['ignore', 'pipe', errors],
      // Ctrl-C goes to the whole group of the terminal; companions are ended in order, after the services that use them.
      detached: true,
    })
    // A program that cannot be started has no pid; `ready` tells it.
    child.on('error', () => {})
    return child
  } finally {
    closeSync(errors)
  }
}

async function ready(
  project: Project,
  name: string,
  child: ChildProcess,
  signal: AbortSignal,
): Promise<CompanionAddress> {
  const { promise, resolve, reject } = Promise.withResolvers<CompanionAddress>()
  const failed = (what: string, cause?: unknown) => {
    const log = relative(project.configuration.root, logOf(project.workspace, name))
    reject(
      new CommandError('companion-failed', `The companion ${name} ${what}; its output is in ${log}.`, {
        cause: cause ?? lastLine(logOf(project.workspace, name)),
      }),
    )
  }
  if (child.pid === undefined) failed('could not be started')
  child.on('error', (error) => failed('could not be started', error))
  child.on('exit', (code, by) => failed(`ended before it was ready (${by ?? `exit code ${code}`})`))
  const timer = setTimeout(() => failed(`was not ready within ${readyMs / 1000} s`), readyMs)
  const aborted = () =>
    reject(new CommandError('interrupted', 'The start was broken off.', { wayOut: 'Start it again.' }))
  signal.addEventListener('abort', aborted, { once: true })
  if (child.stdout !== null) {
    // Goes on reading after the first line, so that the companion never waits for a full pipe.
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = readyLine.safeParse(objectIn(line))
      if (said.success) resolve(said.data as CompanionAddress)
    })
  }
  try {
    return await promise
  } finally {
    clearTimeout(timer)
    signal.removeEventListener('abort', aborted)
  }
}

/** What it said last, which is mostly why it ended. */
function lastLine(file: string): string | undefined {
  return readFileSync(file, 'utf8').trim().split('\n').at(-1) || undefined
}

function objectIn(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    // A companion may say other things before it is ready.
    return undefined
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), endMs)
  await ended
  clearTimeout(timer)
}

/** A `kickai local` that was killed leaves its companions; they are ended before new ones take their places. */
async function endLeftOvers(workspace: Workspace): Promise<void> {
  const left = (readJson(fileOf(workspace), wayOutOfTorn)?.processes ?? []) as ProcessRecord[]
  for (const record of left) {
    if (!isRunning(record)) continue
    process.kill(record.pid, 'SIGTERM')
    const deadline = performance.now() + endMs
    while (isRunning(record) && performance.now() < deadline) await delay(20)
    if (isRunning(record)) process.kill(record.pid, 'SIGKILL')
  }
}

function writeLeftOvers(workspace: Workspace, pids: readonly (number | undefined)[]): void {
  const processes = pids.flatMap((pid) => (pid === undefined ? [] : (processRecord(pid) ?? [])))
  writeJson(fileOf(workspace), { processes })
}

function fileOf(workspace: Workspace): string {
  return join(workspace.folder, 'companions.json')
}
