import type { Finding } from '@kickai/release'
import { isNotFound } from '../errors/railway-error.ts'
import { autoDeploy } from '../operations/service.ts'
import type { Checked } from './checked.ts'

/** A push that deploys by itself goes live past every gate, and undoes a rollback. */
export async function checkAutoDeploy({ surroundings, target, place, settings }: Checked): Promise<Finding[]> {
  const { client } = surroundings
  const { projectId, environmentId, serviceId } = place
  try {
    // A service without a repository has nothing that could be pushed.
    if (!(await settings).source?.repo) return []
    const { serviceInstanceAutoDeployStatus } = await client.request(autoDeploy, {
      projectId,
      environmentId,
      serviceId,
    })
    if (!serviceInstanceAutoDeployStatus.enabled) return []
  } catch (error) {
    // That the service is missing is the finding of another check.
    if (isNotFound(error)) return []
    throw error
  }
  return [
    {
      code: 'auto-deploy-on',
      severity: 'problem',
      sentence: `A push to the repository deploys ${target.service} in ${target.environment} by itself, past every check.`,
      wayOut: 'Switch automatic deploys off in the settings of the service on Railway.',
    },
  ]
}
