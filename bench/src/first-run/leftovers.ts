import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/**
 * Processes that work in a folder or were started with a path below it. Reads /proc: elsewhere than on Linux it finds none.
 *
 * @returns process ids, this one and its parents left out by being elsewhere
 */
export function processesBelow(folder: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => worksBelow(pid, folder))
    .map(Number)
}

/** Ends what a failed run left behind, by id. */
export function endProcesses(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      // Ended by itself meanwhile, which is what is wanted.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
    }
  }
}

function worksBelow(pid: string, folder: string): boolean {
  try {
    const working = readlinkSync(`/proc/${pid}/cwd`)
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return working.startsWith(folder) || words.includes(`${folder}/`)
  } catch {
    // A process that ended while it was looked at, or another user's: not one of ours.
    return false
  }
}
