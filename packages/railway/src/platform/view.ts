import type { DeploymentRecord, ServiceView, Target } from '@kickai/release'
import { isNotFound, RailwayError } from '../errors/railway-error.ts'
import { failureReason } from '../follow/failure-reason.ts'
import { deploymentById } from '../operations/deployment.ts'
import { hasCommand } from '../operations/service.ts'
import { serviceView } from '../operations/service-view.ts'
import { recordOf } from '../record.ts'
import { addressOf } from './address.ts'
import type { PlatformSurroundings } from './surroundings.ts'
import { placeOf } from './targets.ts'

/** A release looks at its own time only; older deployments matter to nobody. */
const mostDeployments = 50

/** The service with its 50 newest deployments. A service that is not in the environment is `service-instance-missing`. */
export async function viewService(surroundings: PlatformSurroundings, target: Target): Promise<ServiceView> {
  const { projectId, environmentId, serviceId } = placeOf(surroundings.targets, target)
  const list = { projectId, environmentId, serviceId }
  const variables = { projectId, environmentId, serviceId, list, first: mostDeployments }
  const { serviceInstance, deployments, environment } = await surroundings.client
    .request(serviceView, variables)
    .catch((error) => {
      throw isNotFound(error) ? instanceMissing(target, error) : error
    })
  const url = addressOf(serviceInstance.domains)
  return {
    ...(url === undefined ? {} : { url }),
    deployments: deployments.map((fields) => recordOf(fields)).sort((left, right) => right.createdAt - left.createdAt),
    active: serviceInstance.activeDeployments.map(({ id }) => id),
    configurationEtag: environment.configEtag,
    runsBeforeDeploying: hasCommand(serviceInstance.preDeployCommand),
    ...(serviceInstance.source?.image && { image: serviceInstance.source.image }),
  }
}

/** The service is in the project, but has no instance in the environment; or the ids belong to something else. */
export function instanceMissing(target: Target, cause: RailwayError): RailwayError {
  return new RailwayError({
    code: 'service-instance-missing',
    message: `Railway knows no service ${target.service} in ${target.environment} by the ids that are configured.`,
    wayOut: 'Add the service to this environment on Railway, or correct the ids in the configuration.',
    acted: 'no',
    said: cause.said,
    cause,
  })
}

/** One deployment with the reason of its failure, or undefined where Railway does not know it. */
export async function lookAtDeployment(
  surroundings: PlatformSurroundings,
  id: string,
): Promise<DeploymentRecord | undefined> {
  try {
    const { deployment } = await surroundings.client.request(deploymentById, { id })
    return recordOf(deployment, await failureReason(surroundings, deployment))
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}
