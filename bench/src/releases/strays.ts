import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { rehearsalLedgerVariable } from '@kickai/traffic'

/**
 * Processes of a world's service that belong to none of the `known` deployments, looked for among all processes of this
 * machine by their environment. Where the system does not tell that (no `/proc`), none are found.
 */
export async function strayProcesses(
  ledger: string,
  known: ReadonlySet<string>,
): Promise<{ pid: number; deployment: string }[]> {
  if (!existsSync('/proc/self/environ')) return []
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger)
  const found = await Promise.all(pids.map((pid) => deploymentOf(pid, ledger)))
  return found.filter((each) => each !== undefined).filter(({ deployment }) => !known.has(deployment))
}

async function deploymentOf(pid: number, ledger: string): Promise<{ pid: number; deployment: string } | undefined> {
  // One that has ended meanwhile, or belongs to somebody else, is none of ours.
  const text = await readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')
  const variables = new Map(text.split('\0').map((line) => [line.split('=', 1)[0], line.slice(line.indexOf('=') + 1)]))
  const deployment = variables.get('RAILWAY_DEPLOYMENT_ID')
  const isOurs = variables.get(rehearsalLedgerVariable) === ledger
  return isOurs && deployment !== undefined ? { pid, deployment } : undefined
}
