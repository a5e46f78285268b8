import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A process that is not confused with another one that got the same pid later. */
export interface ProcessRecord {
  readonly pid: number
  /** Only ever compared for equality. */
  readonly startTime: string
}

/** This process. */
export function ownProcess(): ProcessRecord {
  return processRecord(process.pid) ?? { pid: process.pid, startTime: '' }
}

/** A running process with its start time; undefined where there is none of that pid. */
export function processRecord(pid: number): ProcessRecord | undefined {
  const startTime = process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
  return startTime === undefined ? undefined : { pid, startTime }
}

/** Whether that very process still runs. */
export function isRunning(record: ProcessRecord): boolean {
  return record.pid > 1 && processRecord(record.pid)?.startTime === record.startTime
}

/** The 22nd field of `/proc/<pid>/stat`; a zombie (state Z) counts as gone. */
function fromProc(pid: number): string | undefined {
  let stat: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH'))
      return undefined
    throw error
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}

function fromPs(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim()
    return line === '' ? undefined : line
  } catch (error) {
    // `ps` answers 1 for a pid that nobody has.
    if (error instanceof Error && 'status' in error && error.status === 1) return undefined
    throw error
  }
}
