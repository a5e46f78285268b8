import { type LogLine, newestFirst } from './lines.ts'

export interface LogWindow {
  /** How many at most, the newest ones; 500 where it is not said. */
  readonly limit: number | undefined
  /** Milliseconds since 1970, both ends included. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly holds: (line: LogLine) => boolean
  /** How much of the log is looked at, in bytes; all of it where it is not said. */
  readonly upTo?: number
}

const usualLimit = 500
const mostLines = 5000

/** The newest lines of a log within a window, oldest first. */
export async function readLog(path: string, { limit, from, to, holds, upTo }: LogWindow): Promise<LogLine[]> {
  const most = Math.max(0, Math.min(limit ?? usualLimit, mostLines))
  const lines: LogLine[] = []
  if (most === 0) return lines
  for await (const line of newestFirst<LogLine>(path, upTo)) {
    if (from !== undefined && line.at < from) break
    if ((to !== undefined && line.at > to) || !holds(line)) continue
    lines.push(line)
    if (lines.length === most) break
  }
  return lines.reverse()
}
