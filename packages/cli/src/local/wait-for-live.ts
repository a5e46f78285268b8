import { setTimeout as delay } from 'node:timers/promises'
import { type Artifact, changesOf } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { allSuffice, askedForLive, askServices } from '../release/ask-services.ts'
import { liveIsActive, observe } from '../release/observe.ts'
import { planRelease } from '../release/release.ts'
import { withStore } from '../workspace/workspace.ts'

const mostMs = 10_000
const everyMs = 50

/**
 * After a start of the embedded platform, waits until the deployments that were live answer for themselves again, or are
 * said to run where nobody can ask them. It does not wait where something else is to be live, and one that does not come
 * up in time is released anew by whoever plans next.
 */
export async function waitForLive(
  project: Project,
  connection: Connection,
  artifact: Artifact,
  signal: AbortSignal,
): Promise<void> {
  const { plan, seen } = await planRelease(project, connection, { kind: 'deploy', artifact })
  const { live } = seen.current
  if (live === undefined || changesOf(plan).length > 0) return
  const deadline = performance.now() + mostMs
  while (performance.now() < deadline && !signal.aborted) {
    const now = await withStore(connection.journal, (store) => observe(project, connection, store))
    const isThere = live.parts.every(({ service, deployment }) =>
      now.views.get(service)?.deployments.some(({ id }) => id === deployment),
    )
    if (!isThere) return
    const asked = await askServices(async () => connection, askedForLive(live))
    const isWell = asked.services.every(({ kind, health }) => kind !== 'web' || health !== undefined)
    if (isWell && allSuffice(asked, connection.policy.identity) && liveIsActive(now)) return
    await delay(everyMs)
  }
}
