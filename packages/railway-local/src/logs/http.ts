import type { HttpLogLine } from '../router/contract.ts'
import type { Host } from '../supervisor/host.ts'
import { readFilter } from './filter.ts'
import { newestRequests } from './http-files.ts'

/**
 * Which requests: the `beforeLimit` newest from `beforeDate` to `anchorDate`, and the `afterLimit` oldest from there to
 * `afterDate`. Without an anchor it is now. `limit` alone: the newest ones.
 */
export interface HttpWindow {
  readonly filter?: string | null
  readonly limit?: number | null
  readonly beforeDate?: string | null
  readonly beforeLimit?: number | null
  readonly anchorDate?: string | null
  readonly afterDate?: string | null
  readonly afterLimit?: number | null
}

const usualLimit = 500
const mostLines = 5000
/** Requests are logged when they have ended, so those before a moment may stand this far behind it. */
const disorderMs = 60_000

/** Requests of a deployment within a window, oldest first. */
export async function readHttpLog(host: Host, deployment: string, window: HttpWindow): Promise<HttpLogLine[]> {
  const anchor = window.anchorDate ? Date.parse(window.anchorDate) : Number.POSITIVE_INFINITY
  const from = window.beforeDate ? Date.parse(window.beforeDate) : Number.NEGATIVE_INFINITY
  const to = window.afterDate ? Date.parse(window.afterDate) : Number.POSITIVE_INFINITY
  const most = (limit: number) => Math.max(0, Math.min(limit, mostLines))
  const afterMost = most(window.afterLimit ?? 0)
  const beforeMost = most(window.beforeLimit ?? window.limit ?? (afterMost > 0 ? 0 : usualLimit))
  const holds = httpMatcher(window.filter)
  const before: HttpLogLine[] = []
  const after: HttpLogLine[] = []
  for await (const line of newestRequests(host, deployment)) {
    const at = Date.parse(line.ts)
    if (at < Math.min(from, anchor) - disorderMs || before.length >= beforeMost + 1000) break
    if (beforeMost === 0 && at < anchor - disorderMs) break
    if (!holds(line)) continue
    if (at > anchor) {
      if (afterMost > 0 && at <= to) after.push(line)
    } else if (beforeMost > 0 && at >= from) {
      before.push(line)
    }
  }
  const inOrder = (lines: HttpLogLine[]) => lines.sort((left, right) => (left.ts < right.ts ? -1 : 1))
  return [...(beforeMost > 0 ? inOrder(before).slice(-beforeMost) : []), ...inOrder(after).slice(0, afterMost)]
}

function httpMatcher(filter: string | null | undefined): (line: HttpLogLine) => boolean {
  if (!filter) return () => true
  const holds = readFilter(filter)
  return ({ method, path, host, status, requestId }) =>
    holds({
      text: `${method} ${host}${path} ${status} ${requestId}`,
      fields: { method, path, host, httpStatus: String(status), requestId },
    })
}
