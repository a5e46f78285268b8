import { newestServing } from '../gates/attestation.ts'
import { type Label, readLabel } from '../plan/label.ts'
import type { DeploymentRecord, ServiceKind, ServiceView } from '../ports/platform.ts'

/** What a service runs, as far as the platform's records tell. */
export type Recognised =
  | { readonly known: 'running'; readonly deployment: string; readonly label: Label; readonly createdAt: number }
  | { readonly known: 'nothing runs' }
  /** `why` is a clause, for people; `image` is there where that is because the service runs an image. */
  | { readonly known: 'not'; readonly why: string; readonly image?: string }

/**
 * Tells whose artifact a service runs by the labels that releases give to what they upload. A deployment without one, as
 * rollbacks and the platform's own redeploys make them, is recognised by running the image of one that has a label. Whatever
 * bears a message of somebody else, or an image of its own, is not ours; nor can be known whose an image of a registry is,
 * since its deployments bear no message at all. Pure.
 */
export function recognise(service: string, kind: ServiceKind, view: ServiceView): Recognised {
  const scheduled = kind === 'cron' && view.active.length === 0 ? newestServing(view.deployments) : undefined
  const running = scheduled === undefined ? view.active : [scheduled.id]
  const [deployment, ...more] = running
  if (deployment === undefined) return { known: 'nothing runs' }
  if (more.length > 0) return { known: 'not', why: `${service} runs several deployments at once` }
  const record = view.deployments.find(({ id }) => id === deployment)
  if (record === undefined) return { known: 'not', why: `the platform shows no record of deployment ${deployment}` }
  const label = readLabel(record.message ?? labelledLike(record, view.deployments)?.message)
  const image = unlabelledImage(record, view)
  if (image !== undefined)
    return {
      known: 'not',
      why: `${service} runs the image ${image}, whose deployments carry no id of a release`,
      image,
    }
  if (label?.service !== service)
    return { known: 'not', why: `deployment ${deployment} of ${service} carries no id of a release in its message` }
  return { known: 'running', deployment, label, createdAt: record.createdAt }
}

/** The image that a service is set to, where a deployment of it has nothing about it by which it could be anything else. */
export function unlabelledImage(record: DeploymentRecord, { image, deployments }: ServiceView): string | undefined {
  return record.message === undefined && labelledLike(record, deployments) === undefined ? image : undefined
}

/** The newest deployment of the same image that a release uploaded. */
function labelledLike(
  { image }: DeploymentRecord,
  deployments: readonly DeploymentRecord[],
): DeploymentRecord | undefined {
  if (image === undefined) return undefined
  return deployments.find((other) => other.image === image && readLabel(other.message) !== undefined)
}
