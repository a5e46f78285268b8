import type { ForeignDeployment } from '../machine/event.ts'
import type { PartState } from '../machine/state.ts'
import type { ServiceView } from '../ports/platform.ts'

/** As a field of an event, absent where there is none. */
export function foreignField(view: ServiceView, part: PartState): { readonly foreign?: ForeignDeployment } {
  const foreign = foreignIn(view, part)
  return foreign === undefined ? {} : { foreign }
}

/**
 * The newest deployment that preflight did not see, that this release did not start, and that serves or is on its way to.
 * Undefined too where nobody noted what preflight saw. Messages are not believed: a copy of a deployment may bear its own.
 */
function foreignIn(view: ServiceView, part: PartState): ForeignDeployment | undefined {
  const { standing, deployment, restored, restoredInVain = [] } = part
  if (standing === undefined) return undefined
  const known = new Set([...standing.deployments, ...restoredInVain, deployment, restored])
  const found = view.deployments.find(
    ({ id, phase }) => !known.has(id) && (phase === 'moving' || phase === 'serving' || view.active.includes(id)),
  )
  return found && { deployment: found.id, status: found.status }
}
