import { type Current, currentOf, openJournal, type ServiceView } from '@kickai/release'
import type { Store } from '@kickai/store'
import type { Connection, Project } from '../connection/connection.ts'

/** What there is in an environment before a release is planned: as the journal tells it and as the platform does. */
export interface Seen {
  readonly current: Current
  /** By service. */
  readonly views: ReadonlyMap<string, ServiceView>
}

export async function observe(project: Project, connection: Connection, store: Store): Promise<Seen> {
  const { environment, platform } = connection
  const services = project.configuration.services.map(({ name }) => name)
  const [current, ...views] = await Promise.all([
    currentOf(openJournal(store), environment),
    ...services.map((service) => platform.view({ environment, service })),
  ])
  return { current, views: new Map(views.map((view, index) => [services[index] ?? '', view])) }
}

/** Whether the deployments of the live release are the ones that the platform says are running. */
export function liveIsActive(seen: Seen): boolean {
  const { live, uncertain } = seen.current
  if (live === undefined || uncertain !== undefined) return false
  return live.parts.every(({ service, deployment }) => seen.views.get(service)?.active.includes(deployment) === true)
}
