import { z } from 'zod'
import { operation } from './operation.ts'
import { yes } from './scalars.ts'

/** Runs a deployment's kept image again. Preferred to `deploymentRollback`, which does not say what it began. */
export const deploymentRedeploy = operation<{ id: string; usePreviousImageTag: boolean }>()(
  /* GraphQL */ `mutation DeploymentRedeploy($id: String!, $usePreviousImageTag: Boolean) {
    deploymentRedeploy(id: $id, usePreviousImageTag: $usePreviousImageTag) { id }
  }`,
  z.object({ deploymentRedeploy: z.object({ id: z.string() }) }),
)

/** Runs what the service's source is now, such as the image that it is set to, and says what it began. */
export const serviceInstanceDeploy = operation<{ environmentId: string; serviceId: string }>()(
  /* GraphQL */ `mutation ServiceInstanceDeploy($environmentId: String!, $serviceId: String!) {
    serviceInstanceDeployV2(environmentId: $environmentId, serviceId: $serviceId)
  }`,
  z.object({ serviceInstanceDeployV2: z.string().min(1) }),
)

/** Runs a deployment again as it was, with the variables that it was started with; does not say what it began. */
export const deploymentRollback = operation<{ id: string }>()(
  /* GraphQL */ 'mutation DeploymentRollback($id: String!) { deploymentRollback(id: $id) }',
  z.object({ deploymentRollback: yes }),
)

/** Ends a deployment that is on its way. */
export const deploymentCancel = operation<{ id: string }>()(
  /* GraphQL */ 'mutation DeploymentCancel($id: String!) { deploymentCancel(id: $id) }',
  z.object({ deploymentCancel: yes }),
)

/** Takes a deployment that runs out of traffic and ends it. */
export const deploymentRemove = operation<{ id: string }>()(
  /* GraphQL */ 'mutation DeploymentRemove($id: String!) { deploymentRemove(id: $id) }',
  z.object({ deploymentRemove: yes }),
)
