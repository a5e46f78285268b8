import { setTimeout as delay } from 'node:timers/promises'
import { type Current, currentOf, openJournal } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { askHealth, gradeOf } from '../release/identity.ts'
import { readStore } from '../workspace/workspace.ts'

const mostMs = 10_000
const everyMs = 50

/**
 * After a start of the embedded platform, waits until the deployment that was live answers for itself again. One that
 * does not come up in time is released anew, as whoever plans next will see.
 */
export async function waitForLive(project: Project, connection: Connection, signal: AbortSignal): Promise<void> {
  const { live } = await readStore<Current>(connection.journal, {}, (store) =>
    currentOf(openJournal(store), connection.environment),
  )
  const [service] = project.configuration.services
  const deployment = live?.parts[0]?.deployment
  if (live === undefined || service === undefined || deployment === undefined) return
  const target = { environment: connection.environment, service: service.name }
  const deadline = performance.now() + mostMs
  while (performance.now() < deadline && !signal.aborted) {
    const { url, active, deployments } = await connection.platform.view(target)
    if (!deployments.some(({ id }) => id === deployment)) return
    const answer = url === undefined ? undefined : await askHealth(url + service.configuration.healthPath)
    const grade = gradeOf(answer, { deployment, digest: live.artifact.digest })
    const well = answer?.status === 200 && (grade === 'proven' || grade === connection.policy.identity)
    if (well && active.includes(deployment)) return
    await delay(everyMs)
  }
}
