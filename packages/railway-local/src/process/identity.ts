import { processStartTime } from '../router/process-start.ts'

/** A process that is not confused with another one that got the same pid later. */
export interface ProcessRecord {
  readonly pid: number
  /** As `processStartTime` gives it; only ever compared for equality. */
  readonly startTime: string
}

/** Whether that very process still runs: same pid, same start time, not a zombie. */
export function isAlive(record: ProcessRecord): boolean {
  return record.pid > 1 && processStartTime(record.pid) === record.startTime
}

/** This process. */
export function ownRecord(): ProcessRecord {
  return { pid: process.pid, startTime: processStartTime(process.pid) ?? '' }
}

/** Reads what a launched process noted of itself: a line of `/proc/<pid>/stat`, or a pid and `ps`'s date below it. */
export function parseLaunchRecord(text: string): ProcessRecord | undefined {
  const pid = Number.parseInt(text, 10)
  // The program's name, the second field, is in parentheses and may itself hold spaces and parentheses.
  const afterName = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const startTime = process.platform === 'linux' ? afterName[19] : text.split('\n')[1]?.trim()
  return Number.isInteger(pid) && pid > 1 && startTime ? { pid, startTime } : undefined
}
