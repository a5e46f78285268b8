import type { Effect } from '../machine/effect.ts'
import { bearsMessage } from '../plan/label.ts'
import type { DeploymentRecord, Target } from '../ports/platform.ts'
import type { Ports } from './ports.ts'

/** What became of a change whose answer is not known. `unsettled`: something is there that may yet turn out to be it. */
export type Found =
  | { readonly found: 'deployment'; readonly deployment: string }
  | { readonly found: 'nothing'; readonly sentence?: undefined }
  | { readonly found: 'ambiguous' | 'unsettled'; readonly sentence: string }

/** By what the deployment that a change made is known. */
export interface Mark {
  /** The message of an upload. */
  readonly label: string
  /** The image that is deployed, where it is one. */
  readonly image?: string | undefined
  /** The deployment that was to be restored before it came to an upload. */
  readonly copyOf?: string | undefined
}

/**
 * Looks for the deployment that an upload or a restore made, among those that were not `known` before. An upload's is
 * known by the release id in its message. A restore carries none: it runs the image of the one restored; nor does the deployment of an
 * image, which runs that one.
 */
export async function findDeployment(
  ports: Ports,
  target: Target,
  effect: Effect & { kind: 'upload' | 'restore' },
  { label, image: deployed, copyOf }: Mark,
  known: readonly string[],
): Promise<Found> {
  const { deployments } = await ports.platform.view(target)
  // The same artifact may have been sent before, under the same label.
  const fresh = deployments.filter((record) => !known.includes(record.id))
  // What was sent again may have come twice; then both run the old one.
  const one = effect.side === 'old' ? newest : only
  if (effect.kind === 'upload' && deployed === undefined) {
    const copied = deployments.find(({ id }) => id === copyOf)?.image
    const labelled = fresh.filter(
      ({ message, image }) => bearsMessage(message, label) || (copied !== undefined && image === copied),
    )
    // What a deployment was sent with may be told later than the deployment itself.
    const silent = fresh.some(({ message }) => message === undefined)
    return labelled.length === 0 && silent ? unsettled('what it was sent with') : one(labelled)
  }
  const image =
    effect.kind === 'upload'
      ? deployed?.slice(deployed.indexOf('@') + 1)
      : deployments.find((record) => record.id === effect.deployment)?.image
  const same = fresh.filter((record) => image !== undefined && record.image === image)
  if (same.length > 0) return one(same)
  // While a deployment moves the platform may not have said yet which image it runs.
  const open = fresh.filter((record) => image === undefined || record.image === undefined || record.phase === 'moving')
  return open.length === 0 ? { found: 'nothing' } : unsettled('which image it runs')
}

function unsettled(what: string): Found {
  return { found: 'unsettled', sentence: `There is a new deployment, and the platform does not say ${what}.` }
}

/** The newest that has not come to nothing; else the newest. */
function newest(records: readonly DeploymentRecord[]): Found {
  const [first] = [...records.filter(({ phase }) => phase !== 'failed' && phase !== 'without effect'), ...records]
  return first === undefined ? { found: 'nothing' } : { found: 'deployment', deployment: first.id }
}

function only(records: readonly DeploymentRecord[]): Found {
  const [first, ...more] = records
  if (first === undefined) return { found: 'nothing' }
  if (more.length === 0) return { found: 'deployment', deployment: first.id }
  const ids = records.map((record) => record.id).join(', ')
  return { found: 'ambiguous', sentence: `There are ${records.length} deployments that it could be: ${ids}.` }
}
