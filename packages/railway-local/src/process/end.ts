import { readdirSync, readFileSync } from 'node:fs'
import { systemCode } from '../errors.ts'
import { isAlive, type ProcessRecord } from './identity.ts'
import type { RunningProcess } from './launch.ts'

/**
 * Asks a process to end, waits up to `drainingMs`, then kills its whole group. `wholeGroup` asks the whole group, for a
 * command whose shell stays in between and would not pass the signal on. Resolves when the process has ended.
 */
export async function endProcess(running: RunningProcess, drainingMs: number, wholeGroup = false): Promise<void> {
  if (isAlive(running)) signal(wholeGroup ? -running.pid : running.pid, 'SIGTERM')
  if (drainingMs > 0) await endsWithin(running, drainingMs)
  if (isAlive(running)) signal(-running.pid, 'SIGKILL')
  await running.exited
  sweepGroup(running)
}

/** Kills what an ended process has left in its group. Only right after its end, while nobody else can have its pid. */
export function sweepGroup(record: ProcessRecord): void {
  if (record.pid > 1) signal(-record.pid, 'SIGKILL')
}

/**
 * Kills what is left of groups whose first process ended while nobody watched. Since their pids may belong to others by
 * now, only processes with one of `marks` (`NAME=value`) in their environment are touched; where that cannot be read,
 * none are.
 */
export function sweepMarked(marks: ReadonlySet<string>): void {
  if (process.platform !== 'linux' || marks.size === 0) return
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue
    let environment: string[]
    try {
      environment = readFileSync(`/proc/${name}/environ`, 'latin1').split('\0')
    } catch {
      // Ended meanwhile, or another user's: not one of ours.
      continue
    }
    if (environment.some((entry) => marks.has(entry))) signal(Number(name), 'SIGKILL')
  }
}

async function endsWithin(running: RunningProcess, ms: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([running.exited, promise])
  clearTimeout(timer)
}

/** A process that is gone already is as good as one that got the signal; so is a group of which only that is left. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name)
  } catch (error) {
    const code = systemCode(error)
    if (code !== 'ESRCH' && code !== 'EPERM') throw error
  }
}
