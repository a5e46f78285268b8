import { setTimeout as delay } from 'node:timers/promises'
import { rehearsalHealthPath } from '@kickai/traffic'
import type { Left } from './consistent.ts'
import { strayProcesses } from './strays.ts'
import { versionSetting, type World } from './world.ts'

const restMs = 20_000
const betweenLooksMs = 100

/**
 * Waits until what is draining has gone, then looks at what there is. `known` are the deployments there were before,
 * `count` is how many processes there are to be. What has not come to rest after 20 seconds is looked at as it is.
 */
export async function lookAtLeft(
  { platform, ledger }: World,
  known: ReadonlySet<string>,
  count: 0 | 1 = 1,
): Promise<Left> {
  const deadline = performance.now() + restMs
  let processes = await platform.processes()
  while (processes.length !== count && performance.now() < deadline) {
    await delay(betweenLooksMs)
    processes = await platform.processes()
  }
  const { url, active, deployments, variables } = await platform.look()
  const running = new Set(processes.map(({ deployment }) => deployment))
  return {
    active,
    processes: processes.map(({ pid, deployment }) => ({ pid, deployment })),
    strays: await strayProcesses(ledger, running),
    answer: await askHealth(url + rehearsalHealthPath),
    setting: variables[versionSetting],
    // A record that was skipped never ran anything.
    made: deployments.filter(({ id, status }) => !known.has(id) && status !== 'SKIPPED'),
  }
}

async function askHealth(url: string): Promise<Left['answer']> {
  const answer = await fetch(url, { headers: { connection: 'close' } })
  const { deployment, digest } = (await answer.json()) as { deployment?: string; digest?: string }
  return {
    status: answer.status,
    ...(deployment !== undefined && { deployment }),
    ...(digest !== undefined && { digest }),
  }
}
