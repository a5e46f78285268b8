import { setTimeout as delay } from 'node:timers/promises'
import type { Artifact, ReleaseState } from '@kickai/release'
import { type Books, KINDS, rehearsalHealthPath } from '@kickai/traffic'
import { silentKinds } from '../local/silent-kinds.ts'
import { askHealth } from '../release/identity.ts'
import { type Drill, usualDeployments } from './drill.ts'
import { runningServices } from './platform-control.ts'
import type { Scene } from './scene.ts'

const settleMs = 15_000
const betweenLooksMs = 100

/** What is wrong with how the release ended, and with what users met. Pure. */
export function problemsOf(
  drill: Pick<Drill, 'expected'>,
  state: Pick<ReleaseState, 'verdict' | 'reason'> | undefined,
  books: Pick<Books, 'lost' | 'twice' | 'unverified' | 'byKind'>,
): string[] {
  const problems = silentKinds(books, KINDS)
  if (state !== undefined && state.verdict !== drill.expected) {
    problems.push(
      `The release ended as ${state.verdict} instead of ${drill.expected}: ${state.reason?.sentence ?? 'no reason'}`,
    )
  }
  if (books.lost > 0) problems.push(`${books.lost} requests were lost.`)
  if (books.twice > 0) problems.push(`${books.twice} requests were handled twice.`)
  if (books.unverified > 0) problems.push(`Of ${books.unverified} requests nobody can say how often they were handled.`)
  return problems
}

/** What is wrong with what there is in the end: the wrong release, more than one process, or a deployment too many. */
export async function problemsLeft(scene: Scene, drill: Drill, wanted: Artifact): Promise<string[]> {
  const { services } = scene
  const deadline = performance.now() + settleMs
  let running = await runningServices(scene.platform)
  while (running.length !== services.length && performance.now() < deadline) {
    await delay(betweenLooksMs)
    running = await runningServices(scene.platform)
  }
  const problems: string[] = []
  if (running.length !== services.length)
    problems.push(`${running.length} processes are left of ${services.length} services.`)
  for (const service of services) problems.push(...(await problemsOfService(scene, drill, service, wanted)))
  return problems
}

async function problemsOfService(scene: Scene, drill: Drill, service: string, wanted: Artifact): Promise<string[]> {
  const { environment, platform } = scene.connection
  const { url = '', deployments } = await platform.view({ environment, service })
  const problems: string[] = []
  const digest = (await askHealth(url + rehearsalHealthPath))?.body.digest
  if (digest !== wanted.digest) problems.push(`In the end ${service} runs ${String(digest)}, not ${wanted.digest}.`)
  const { deployments: told = usualDeployments[drill.expected] } = drill
  const right = [typeof told === 'number' ? told : (told[service] ?? 0)].flat()
  if (!right.includes(deployments.length))
    problems.push(`${service} has had ${deployments.length} deployments, not ${right.join(' or ')}.`)
  return problems
}
