import type { ReleaseState } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { CommandError } from '../error/command-error.ts'
import type { Progress } from '../output/progress.ts'
import { carryOn } from '../release/carry-out.ts'
import { putLateRight } from '../release/late.ts'
import { portsFor } from '../release/ports.ts'
import { unfinishedReleases } from '../release/unfinished.ts'
import { readStore, withStore } from '../workspace/workspace.ts'

/**
 * Carries on what a `kickai local` that was killed left half done, so that the next train finds known ground. Where a
 * release ends so that nobody knows what serves, nothing more is released: `left-uncertain`.
 */
export async function carryOnLeft(
  project: Project,
  connections: readonly Connection[],
  { progress, signal }: { readonly progress: Progress; readonly signal: AbortSignal },
): Promise<void> {
  for (const connection of connections) {
    await readStore(connection.journal, undefined, (store) =>
      putLateRight(connection.environment, portsFor(project, connection, store, progress), { progress, signal }),
    )
  }
  const left = await readStore(project.workspace.journals.embedded, [], unfinishedReleases)
  for (const { plan } of left) {
    const connection = connections.find(({ environment }) => environment === plan.environment)
    if (connection === undefined) continue
    progress.line(`${plan.environment}  carrying on ${plan.release}, which was left before its end`)
    const state = await withStore(connection.journal, (store) =>
      carryOn(plan.release, { ports: portsFor(project, connection, store, progress), progress, signal }),
    )
    demandKnownEnd(state)
  }
}

/** The notifier has said how it ended; only an end that leaves no known ground stops the start. Pure. */
export function demandKnownEnd({ plan, verdict, reason }: Pick<ReleaseState, 'plan' | 'verdict' | 'reason'>): void {
  if (verdict !== 'rollback failed' && verdict !== 'unknown') return
  const why = reason === undefined ? '' : `: ${reason.sentence.replace(/\.$/, '')}`
  throw new CommandError(
    'left-uncertain',
    `${plan.release}, which was left half done in ${plan.environment}, ended as ${verdict}${why}.`,
  )
}
