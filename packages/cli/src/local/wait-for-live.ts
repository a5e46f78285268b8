import { setTimeout as delay } from 'node:timers/promises'
import { type Artifact, changesOf } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { askHealth, gradeOf } from '../release/identity.ts'
import { planRelease } from '../release/release.ts'

const mostMs = 10_000
const everyMs = 50

/**
 * After a start of the embedded platform, waits until the deployment that was live answers for itself again. It does not
 * wait where something else is to be live, and one that does not come up in time is released anew by whoever plans next.
 */
export async function waitForLive(
  project: Project,
  connection: Connection,
  artifact: Artifact,
  signal: AbortSignal,
): Promise<void> {
  const { plan, seen } = await planRelease(project, connection, { kind: 'deploy', artifact })
  const { live } = seen.current
  const [service] = project.configuration.services
  const deployment = live?.parts[0]?.deployment
  if (deployment === undefined || service === undefined || changesOf(plan).length > 0) return
  const target = { environment: connection.environment, service: service.name }
  const deadline = performance.now() + mostMs
  while (performance.now() < deadline && !signal.aborted) {
    const { url, active, deployments } = await connection.platform.view(target)
    if (!deployments.some(({ id }) => id === deployment)) return
    const answer = url === undefined ? undefined : await askHealth(url + service.configuration.healthPath)
    const grade = gradeOf(answer, { deployment, digest: artifact.digest })
    const well = answer?.status === 200 && (grade === 'proven' || grade === connection.policy.identity)
    if (well && active.includes(deployment)) return
    await delay(everyMs)
  }
}
