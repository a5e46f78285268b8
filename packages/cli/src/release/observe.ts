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

/** What there is in an environment before a release is planned: as the journal tells it and as the platform does. */
export interface Seen {
  readonly current: Current
  /** By service. */
  readonly views: ReadonlyMap<string, ServiceView>
  /** The id of a release that was left half done, so that nobody knows what it changed. */
  readonly halfDone?: string
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
  return {
    current,
    views: byService,
    foreign: await foreignAmong(byService, environment, store),
    ...(halfDone && { halfDone: halfDone.plan.release }),
  }
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
