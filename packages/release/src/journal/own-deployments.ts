import type { ServiceView } from '../ports/platform.ts'
import { currentOf } from './current.ts'
import { type Journal, replay } from './journal.ts'

/** The deployments that releases of an environment started, whatever became of them. */
async function ownDeployments(journal: Journal, environment: string): Promise<ReadonlySet<string>> {
  const own = new Set<string>()
  for (const { release } of await journal.heads(environment)) {
    const { parts } = replay(await journal.entries(release))
    for (const { deployment, restored, restoredInVain = [] } of parts)
      for (const id of [deployment, restored, ...restoredInVain]) if (id !== undefined) own.add(id)
  }
  return own
}

/** A deployment that serves, or is on its way to, and that no release started. */
export interface Foreign {
  readonly deployment: string
  readonly status: string
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** The deployment of ours whose image it runs, as the platform's own redeploys do. */
  readonly copyOf?: string
}

/**
 * The deployments of a service that no release of the journal started, newest first. The whole journal is read only where
 * something else than the live release's own deployment runs.
 */
export async function foreignOn(
  journal: Journal,
  environment: string,
  service: string,
  view: ServiceView,
): Promise<Foreign[]> {
  const there = view.deployments.filter(({ id, phase }) => phase === 'moving' || view.active.includes(id))
  if (there.length === 0) return []
  const { live } = await currentOf(journal, environment)
  const usual = live?.parts.find((part) => part.service === service)?.deployment
  if (there.every(({ id }) => id === usual)) return []
  return foreignDeployments(view, await ownDeployments(journal, environment))
}

function foreignDeployments(view: ServiceView, own: ReadonlySet<string>): Foreign[] {
  return view.deployments
    .filter(({ id, phase }) => !own.has(id) && (phase === 'moving' || view.active.includes(id)))
    .map(({ id, status, createdAt, image }) => {
      const copied = view.deployments.find(
        (record) => own.has(record.id) && image !== undefined && record.image === image,
      )
      return { deployment: id, status, createdAt, ...(copied && { copyOf: copied.id }) }
    })
}
