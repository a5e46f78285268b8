import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** What a process and all below it have used so far. */
export interface Usage {
  /** Processor time since they began, in seconds. */
  readonly cpuSeconds: number
  /** Memory held now, in bytes. */
  readonly memoryBytes: number
}

/** Linux counts in hundredths of a second on every platform that Node runs on, and in pages of 4 KiB on all but a few. */
const ticksPerSecond = 100

/** Usage of a process with its descendants; undefined where it has ended. */
export function usageOf(pid: number): Usage | undefined {
  return process.platform === 'linux' ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid: number): Usage | undefined {
  let stat: string
  let status: string
  let children: string
  try {
    stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    status = readFileSync(`/proc/${pid}/status`, 'utf8')
    children = readChildren(pid)
  } catch {
    // Ended just now: it uses nothing any more.
    return undefined
  }
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const own = {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond,
    memoryBytes: Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024,
  }
  return children
    .split(' ')
    .filter((child) => child !== '')
    .map((child) => fromProc(Number(child)))
    .reduce<Usage>((sum, one) => (one === undefined ? sum : add(sum, one)), own)
}

/** Kernels built without this file only tell about the process itself. */
function readChildren(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  } catch {
    return ''
  }
}

/** By process group, since the pid of a service is that of its group. */
function fromPs(pid: number): Usage | undefined {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,time=,rss='], { encoding: 'utf8' })
  const ofGroup = (stdout ?? '')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([group]) => Number(group) === pid)
    .map(([, time = '0', rss = '0']) => ({ cpuSeconds: secondsOf(time), memoryBytes: Number(rss) * 1024 }))
  return ofGroup.length === 0 ? undefined : ofGroup.reduce(add)
}

/** `[days-]hours:minutes:seconds`, or `minutes:seconds.hundredths`. */
function secondsOf(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time]
  const parts = (clock ?? '0').split(':').map(Number)
  return Number(days) * 86_400 + parts.reduce((sum, part) => sum * 60 + part, 0)
}

function add(left: Usage, right: Usage): Usage {
  return { cpuSeconds: left.cpuSeconds + right.cpuSeconds, memoryBytes: left.memoryBytes + right.memoryBytes }
}
