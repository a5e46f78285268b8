import { currentOf, openJournal, pruneArtifacts } from '@kickai/release'
import type { Store } from '@kickai/store'
import { forgetBuilt } from '../build/cache/built.ts'
import type { Connection, Project } from '../connection/connection.ts'
import type { Progress } from '../output/progress.ts'
import { readStore } from '../workspace/workspace.ts'
import { leftBefore } from './earlier.ts'
import { unfinishedReleases } from './unfinished.ts'

/**
 * Removes artifacts from this machine that are neither among the newest nor needed by what is live, by a rollback or by a
 * release that can be carried on. A release has ended when this is done, so what goes wrong here is only said.
 */
export async function removeOldArtifacts(
  { configuration, workspace }: Project,
  { where }: Connection,
  progress: Progress,
): Promise<void> {
  const { railway, embedded } = workspace.journals
  // Its store may not be reachable for whoever works on this machine alone; releases on Railway see to it.
  if (where === 'embedded' && typeof railway !== 'string') return
  try {
    const gone = await pruneArtifacts(workspace.artifacts, {
      newest: configuration.artifacts.keep,
      async needed() {
        const digests = await Promise.all([railway, embedded].map((journal) => readStore(journal, [], neededDigests)))
        return new Set(digests.flat())
      },
    })
    await forgetBuilt(workspace.folder, new Set(gone))
  } catch (error) {
    progress.line(`Old artifacts were not removed: ${error instanceof Error ? error.message : error}`)
  }
}

/** The artifacts that releases of a journal may yet have to send. */
async function neededDigests(store: Store): Promise<string[]> {
  const journal = openJournal(store)
  const environments = new Set((await journal.heads()).map(({ environment }) => environment))
  const needed: string[] = []
  for (const environment of environments) {
    const { live, newest } = await currentOf(journal, environment)
    if (newest !== undefined) needed.push(newest.plan.artifact.digest)
    if (live === undefined) continue
    const before = await leftBefore(journal, environment, live)
    needed.push(live.artifact.digest, ...(before ? [before.artifact.digest] : []))
  }
  for (const { plan } of await unfinishedReleases(store)) {
    const before = plan.parts.flatMap((part) => (part.before ? [part.before.digest] : []))
    needed.push(plan.artifact.digest, ...before)
  }
  return needed
}
