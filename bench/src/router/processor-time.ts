import { readFileSync } from 'node:fs'

// What the kernel tells of processor time is counted in hundredths of a second, on every Linux that Node runs on.
const TICK_MICROSECONDS = 10_000

/** Microseconds of processor time, its own and the system's for it, that these processes have used so far. */
export function processorMicroseconds(pids: readonly number[]): number {
  return pids.reduce((sum, pid) => sum + ofOne(readFileSync(`/proc/${pid}/stat`, 'utf8')), 0)
}

function ofOne(stat: string): number {
  // The program's name stands in brackets and may hold anything, spaces and brackets included.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * TICK_MICROSECONDS
}
