import type { ForeignDeployment } from '../machine/event.ts'
import type { PartState } from '../machine/state.ts'
import type { DeploymentRecord, ServiceView } from '../ports/platform.ts'

/** As a field of an event, absent where there is none. `before` is the deployment that is to run again while going back. */
export function foreignField(
  view: ServiceView,
  part: PartState,
  before?: string,
): { readonly foreign?: ForeignDeployment } {
  const found = foreignIn(view, part)
  if (found === undefined) return {}
  const { id: deployment, status } = found
  return { foreign: { deployment, status, ...(isCopy(view, part, found, before) && { copy: true }) } }
}

/** Whether a call to bring the old one back that was given up may have made it: it runs the image of the old one. */
function isCopy(
  { deployments }: ServiceView,
  { sentAgain, restored }: PartState,
  { image }: DeploymentRecord,
  before: string | undefined,
): boolean {
  if (sentAgain === undefined || image === undefined) return false
  return deployments.some((each) => (each.id === before || each.id === restored) && each.image === image)
}

/**
 * The newest deployment that preflight did not see, that this release did not start, and that serves or is on its way to.
 * Undefined too where nobody noted what preflight saw. Messages are not believed: a copy of a deployment may bear its own.
 */
function foreignIn(view: ServiceView, part: PartState): DeploymentRecord | undefined {
  const { standing, deployment, restored, restoredInVain = [] } = part
  if (standing === undefined) return undefined
  const known = new Set([...standing.deployments, ...restoredInVain, deployment, restored])
  return view.deployments.find(
    ({ id, phase }) => !known.has(id) && (phase === 'moving' || phase === 'serving' || view.active.includes(id)),
  )
}
