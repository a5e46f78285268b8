import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { HttpLogLine } from '../router/contract.ts'
import { olderHttpLog, UNROUTED } from '../router/contract.ts'
import { type Host, places } from '../supervisor/host.ts'
import { newestFirst } from './lines.ts'

/** Requests of a deployment, newest first, from the file that is written now and from the one before it. */
export async function* newestRequests(
  host: Pick<Host, 'directory'>,
  deployment: string,
): AsyncGenerator<HttpLogLine, void> {
  const current = places.httpLog(host, deployment)
  yield* newestFirst<HttpLogLine>([current, olderHttpLog(current)])
}

/** Removes the logs of all deployments but these. What no deployment took stays; its size is bounded. */
export async function dropHttpLogs(directory: string, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await readdir(directory)) {
    const deployment = name.replace(/(\.older)?\.jsonl$/, '')
    if (deployment === UNROUTED || kept.has(deployment)) continue
    await rm(join(directory, name), { force: true })
  }
}
