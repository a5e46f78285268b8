import { type EnvironmentEvent, environmentEvents, next, openJournal, type ReleaseState, replay } from '@kickai/release'
import type { Connection, Project } from '../connection/connection.ts'
import { unfinishedReleases } from '../release/unfinished.ts'
import { readStore } from '../workspace/workspace.ts'

/** A release with the platform whose journal holds it. */
export interface FoundRelease {
  readonly state: ReleaseState
  readonly where: Connection['where']
}

const everywhere = ['railway', 'embedded'] as const

/** A release by its id, in whichever journal it is; undefined where there is none. */
export async function findRelease(project: Project, release: string): Promise<FoundRelease | undefined> {
  // An id that could not be one is not asked for: the store would refuse it as a name.
  if (!/^rel_[0-9a-z]+$/.test(release)) return undefined
  for (const where of everywhere) {
    const entries = await readStore(project.workspace.journals[where], [], (store) =>
      openJournal(store).entries(release),
    )
    if (entries.length > 0) return { state: replay(entries), where }
  }
  return undefined
}

/** The releases that were left before their end and are worth carrying on, in all journals. */
export async function listUnfinished(project: Project): Promise<FoundRelease[]> {
  const found = await Promise.all(
    everywhere.map(async (where) => {
      const states = await readStore(project.workspace.journals[where], [], unfinishedReleases)
      return states.map((state) => ({ state, where }))
    }),
  )
  return found.flat()
}

/** The releases of the journals that `wanted` takes, newest first. */
export async function listReleases(
  project: Project,
  wanted: (head: { environment: string; plannedAt: number }, where: Connection['where']) => boolean,
): Promise<FoundRelease[]> {
  const found = await Promise.all(
    everywhere.map((where) =>
      readStore(project.workspace.journals[where], [] as FoundRelease[], async (store) => {
        const journal = openJournal(store)
        const heads = (await journal.heads()).filter((head) => wanted(head, where))
        return await Promise.all(
          heads.map(async ({ release }) => ({ state: replay(await journal.entries(release)), where })),
        )
      }),
    ),
  )
  return found.flat().sort((left, right) => (left.state.plan.release < right.state.plan.release ? 1 : -1))
}

/** What happened to environments and to no release, in the journals that `wanted` takes, newest first. */
export async function listEvents(
  project: Project,
  wanted: (event: EnvironmentEvent, where: Connection['where']) => boolean,
): Promise<EnvironmentEvent[]> {
  const found = await Promise.all(
    everywhere.map(async (where) => {
      const events = await readStore(project.workspace.journals[where], [], (store) => environmentEvents(store))
      return events.filter((event) => wanted(event, where))
    }),
  )
  return found.flat().sort((left, right) => right.at - left.at)
}

/** The releases that wait for a person. */
export async function listWaiting(project: Project): Promise<FoundRelease[]> {
  const all = await listReleases(project, () => true)
  return all.filter(({ state }) => state.state === 'awaiting approval' && next(state) === undefined)
}
