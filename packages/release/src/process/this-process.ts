import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { ownProcess, type ProcessRecord, processRecord } from './process-record.ts'

/** A process on a machine: who holds a lease, for whoever finds it held. */
export interface HolderProcess extends ProcessRecord {
  /** The start of a machine, and on it the space in which a pid means this process. Only ever compared for equality. */
  readonly machine: string
}

/** Tells whether the holder of a lease is surely dead. */
export interface Processes {
  /** This process; undefined where the machine does not say enough of itself. */
  readonly own: HolderProcess | undefined
  /** True only of a process on this machine that is no more. One that stands still lives; of another machine nothing is known. */
  isGone(holder: HolderProcess): boolean
}

/** The processes of the machine that this runs on. */
export function processesHere(): Processes {
  const machine = machineHere()
  const { pid, startTime } = ownProcess()
  return {
    own: machine === undefined || startTime === '' ? undefined : { machine, pid, startTime },
    isGone: (holder) => holder.machine === machine && isGone(holder),
  }
}

/** Of a process that another user has hidden from us nothing is known, so it counts as living. */
function isGone({ pid, startTime }: ProcessRecord): boolean {
  const found = processRecord(pid)
  if (found !== undefined) return found.startTime !== startTime
  // What is still listed and was not found is a zombie, which has closed everything.
  return existsSync(`/proc/${pid}/stat`) || !isTaken(pid)
}

function isTaken(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH')
  }
}

/**
 * Another boot or another container is another machine: its processes cannot be seen from here. The number of a
 * container's pid space comes again only when all its processes have ended.
 */
function machineHere(): string | undefined {
  try {
    if (process.platform === 'linux') {
      const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
      return `${hostname()} ${boot} ${readlinkSync('/proc/self/ns/pid')}`
    }
    if (process.platform !== 'darwin') return undefined
    return `${hostname()} ${execFileSync('sysctl', ['-n', 'kern.bootsessionuuid'], { encoding: 'utf8' }).trim()}`
  } catch {
    // Then the holder of a lease is waited for, like one on another machine.
    return undefined
  }
}
