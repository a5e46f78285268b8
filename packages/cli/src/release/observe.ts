import {
  attestationOf,
  type Current,
  currentOf,
  halfDoneRelease,
  kindOf,
  openJournal,
  type ServiceView,
} from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection, Project } from '../connection/connection.ts'
import { type ForeignDeployment, foreignAmong } from './meanwhile.ts'
import { mayRebuild, rebuildLive } from './rebuild.ts'

/** What there is in an environment before a release is planned: as the journal tells it and as the platform does. */
export interface Seen {
  readonly current: Current
  /** By service. */
  readonly views: ReadonlyMap<string, ServiceView>
  /** The id of a release that was left half done, so that nobody knows what it changed. */
  readonly halfDone?: string
  /** Why what runs is not taken for the release before, where the journal knows of none and that was tried; a clause. */
  readonly notRebuilt?: string
  /** What runs, or is about to, that no release started. */
  readonly foreign: readonly ForeignDeployment[]
}

export async function observe(project: Project, connection: Connection, store: Store): Promise<Seen> {
  const { environment, platform } = connection
  const services = project.configuration.services.map(({ name }) => name)
  const journal = openJournal(store)
  const [current, halfDone, ...views] = await Promise.all([
    currentOf(journal, environment),
    halfDoneRelease(journal, environment),
    ...services.map((service) => platform.view({ environment, service })),
  ])
  const byService = new Map(views.map((view, index) => [services[index] ?? '', view]))
  const seen: Seen = {
    current,
    views: byService,
    foreign: await foreignAmong(byService, environment, store),
    ...(halfDone && { halfDone: halfDone.plan.release }),
  }
  const isKnown = current.live !== undefined || current.uncertain !== undefined || halfDone !== undefined
  return isKnown || !mayRebuild(project, connection) ? seen : await withRebuilt(seen, project, connection)
}

async function withRebuilt(seen: Seen, project: Project, connection: Connection): Promise<Seen> {
  const rebuilding = await rebuildLive(project, connection, seen.views)
  if (rebuilding === undefined) return seen
  if ('notRebuilt' in rebuilding) return { ...seen, notRebuilt: rebuilding.notRebuilt }
  const taken = new Set(rebuilding.live.parts.map(({ deployment }) => deployment))
  const foreign = seen.foreign.filter(({ deployment }) => !taken.has(deployment))
  return { ...seen, foreign, current: { ...seen.current, ...rebuilding } }
}

/** Whether the deployments of the live release, and no others, are what runs, and nothing is left open. */
export function liveIsActive(seen: Seen): boolean {
  const { live, uncertain } = seen.current
  if (live === undefined || uncertain !== undefined || seen.halfDone !== undefined || seen.foreign.length > 0)
    return false
  return live.parts.every(({ service, configuration, deployment }) => {
    const view = seen.views.get(service)
    if (view === undefined) return false
    // Between its times a scheduled deployment need not count as active.
    if (kindOf(configuration) === 'cron') return attestationOf('cron', view, deployment).alone
    return view.active.includes(deployment)
  })
}
