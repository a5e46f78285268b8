import type { Connection, Project } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { carryOn } from '../release/carry-out.ts'
import { portsFor } from '../release/ports.ts'
import { unfinishedReleases } from '../release/unfinished.ts'
import { readStore, withStore } from '../workspace/workspace.ts'

/** Carries on what a `kickai local` that was killed left half done, so that the next train finds known ground. */
export async function carryOnLeft(
  project: Project,
  connections: readonly Connection[],
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  const left = await readStore(project.workspace.journals.embedded, [], unfinishedReleases)
  for (const { plan } of left) {
    const connection = connections.find(({ environment }) => environment === plan.environment)
    if (connection === undefined) continue
    progress.line(`${plan.environment}  carrying on ${plan.release}, which was left before its end`)
    await withStore(connection.journal, (store) =>
      carryOn(plan.release, { ports: portsFor(project, connection, store, progress), progress, signal }),
    )
  }
}
