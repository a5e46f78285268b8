import type { Effect } from '../machine/effect.ts'
import type { Target } from '../ports/platform.ts'
import type { Ports } from './ports.ts'

/** What became of a change whose answer is not known. */
export type Found =
  | { readonly found: 'deployment'; readonly deployment: string }
  | { readonly found: 'nothing' }
  | { readonly found: 'ambiguous'; readonly sentence: string }

/**
 * Looks for the deployment that an upload or a restore made. An upload's is known by the release id in its message.
 * A restore carries none: it is a deployment that was not `known` before and runs the image of the one restored.
 */
export async function findDeployment(
  ports: Ports,
  target: Target,
  effect: Effect & { kind: 'upload' | 'restore' },
  message: string,
  known: readonly string[],
): Promise<Found> {
  const view = await ports.platform.view(target)
  const fresh = view.deployments.filter((record) => !known.includes(record.id))
  if (effect.kind === 'upload')
    return one(fresh.filter((record) => record.message === message).map((record) => record.id))
  const image = view.deployments.find((record) => record.id === effect.deployment)?.image
  const same = fresh.filter((record) => image !== undefined && record.image === image)
  if (same.length === 0 && fresh.length > 0 && image === undefined) {
    return {
      found: 'ambiguous',
      sentence: 'There is a new deployment, and the platform does not say which image it runs.',
    }
  }
  return one(same.map((record) => record.id))
}

function one(ids: readonly string[]): Found {
  const [first, ...more] = ids
  if (first === undefined) return { found: 'nothing' }
  if (more.length > 0)
    return { found: 'ambiguous', sentence: `There are ${ids.length} deployments that it could be: ${ids.join(', ')}.` }
  return { found: 'deployment', deployment: first }
}
