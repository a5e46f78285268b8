import { randomUUID } from 'node:crypto'
import { fetchImage, type HeldImage, isHeld } from '../container/image.ts'
import { ContainerFailure } from '../container/podman.ts'
import { buildLine } from '../logs/deployment-log.ts'
import type { Host } from '../supervisor/host.ts'
import { DeploymentFailure } from './ended.ts'
import { imageMeta, runSnapshot } from './images.ts'
import { change, closeStep, deploymentOf, openStep } from './records.ts'

/**
 * Sees that the image of a deployment that is to run in a container lies on this machine, and records which one it is; false
 * where it is none that does. What was fetched once is run again as it was, whatever the registry says by now.
 */
export async function prepareContainer(host: Host, id: string, signal: AbortSignal): Promise<boolean> {
  const deployment = deploymentOf(host, id)
  const { image } = deployment.configuration
  const kept = runSnapshot(host, deployment)
  const isWanted = deployment.snapshotId === undefined && image
  if (kept?.imageId === undefined && !isWanted) return false
  openStep(host, id, 'BUILD_IMAGE')
  if (kept?.imageId === undefined || !(await isHeld(kept.imageId))) {
    const reference = kept?.reference ?? image ?? ''
    buildLine(host, id, `Fetching ${reference}`)
    const held = await fetched(reference, signal)
    if (held === undefined) return true
    buildLine(host, id, `Fetched ${held.digest}`)
    if (kept === undefined) keep(host, id, held)
  }
  closeStep(host, id, 'BUILD_IMAGE', { skipped: true, reason: 'an image of a registry' })
  return true
}

async function fetched(reference: string, signal: AbortSignal): Promise<HeldImage | undefined> {
  try {
    return await fetchImage(reference, signal)
  } catch (error) {
    if (signal.aborted) return undefined
    if (!(error instanceof ContainerFailure)) throw error
    throw new DeploymentFailure(`The image ${reference} cannot be had: ${error.message}`, { cause: error })
  }
}

function keep(host: Host, id: string, held: HeldImage): void {
  const { projectId, meta } = deploymentOf(host, id)
  const snapshot = host.state.snapshots.put({ id: randomUUID(), projectId, createdAt: Date.now(), ...held })
  change(host, id, { snapshotId: snapshot.id, imageId: held.imageId, meta: { ...meta, ...imageMeta(snapshot) } })
}
