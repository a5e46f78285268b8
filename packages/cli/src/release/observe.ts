import { type Current, currentOf, halfDoneRelease, openJournal, type ServiceView } from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection, Project } from '../connection/connection.ts'

/** What there is in an environment before a release is planned: as the journal tells it and as the platform does. */
export interface Seen {
  readonly current: Current
  /** By service. */
  readonly views: ReadonlyMap<string, ServiceView>
  /** The id of a release that was left half done, so that nobody knows what it changed. */
  readonly halfDone?: string
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
  return {
    current,
    views: new Map(views.map((view, index) => [services[index] ?? '', view])),
    ...(halfDone && { halfDone: halfDone.plan.release }),
  }
}

/** Whether the deployments of the live release are the ones that the platform says are running, and nothing is left open. */
export function liveIsActive(seen: Seen): boolean {
  const { live, uncertain } = seen.current
  if (live === undefined || uncertain !== undefined || seen.halfDone !== undefined) return false
  return live.parts.every(({ service, deployment }) => seen.views.get(service)?.active.includes(deployment) === true)
}
