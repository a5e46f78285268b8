import { z } from 'zod'
import { operation } from './operation.ts'
import { named, yes } from './scalars.ts'

// What is asked by the probe alone, to find out how Railway behaves; no release sends any of it.

interface Place {
  readonly environmentId: string
  readonly serviceId: string
}

/** Sets one variable. */
export const variableUpsert = operation<{
  input: Place & { projectId: string; name: string; value: string; skipDeploys: boolean }
}>()(
  /* GraphQL */ 'mutation VariableUpsert($input: VariableUpsertInput!) { variableUpsert(input: $input) }',
  z.object({ variableUpsert: yes }),
)

/** Removes one variable. */
export const variableDelete = operation<{ input: Place & { projectId: string; name: string } }>()(
  /* GraphQL */ 'mutation VariableDelete($input: VariableDeleteInput!) { variableDelete(input: $input) }',
  z.object({ variableDelete: yes }),
)

/** Deploys what is deployed once more; does not say what it began. */
export const instanceRedeploy = operation<Place>()(
  /* GraphQL */ `mutation InstanceRedeploy($serviceId: String!, $environmentId: String!) {
    serviceInstanceRedeploy(serviceId: $serviceId, environmentId: $environmentId)
  }`,
  z.object({ serviceInstanceRedeploy: yes }),
)

/** Makes an environment with everything that another one has; nothing of it is deployed. */
export const environmentFork = operation<{
  input: { projectId: string; name: string; sourceEnvironmentId: string; skipInitialDeploys: boolean }
}>()(
  /* GraphQL */ 'mutation EnvironmentFork($input: EnvironmentCreateInput!) { environmentCreate(input: $input) { id name } }',
  z.object({ environmentCreate: named }),
)

/** The deployments of a service, newest first, and those that count as active. */
export const deploymentsSeen = operation<{
  environmentId: string
  serviceId: string
  projectId: string
  first: number
}>()(
  /* GraphQL */ `query DeploymentsSeen($environmentId: String!, $serviceId: String!, $projectId: String!, $first: Int) {
    serviceInstance(environmentId: $environmentId, serviceId: $serviceId) { id activeDeployments { id } }
    deployments(
      input: { projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId }, first: $first
    ) { edges { node { id status meta } } }
  }`,
  z.object({
    serviceInstance: z.object({ activeDeployments: z.array(z.object({ id: z.string() })) }),
    deployments: z.object({
      edges: z.array(
        z.object({
          node: z.object({
            id: z.string(),
            status: z.string(),
            meta: z.record(z.string(), z.unknown()).nullish().catch(undefined),
          }),
        }),
      ),
    }),
  }),
)

/** One deployment with all that its record says. */
export const deploymentRecord = operation<{ id: string }>()(
  /* GraphQL */ 'query DeploymentRecord($id: String!) { deployment(id: $id) { id status meta } }',
  z.object({
    deployment: z.object({
      id: z.string(),
      status: z.string(),
      meta: z.record(z.string(), z.unknown()).nullish().catch(undefined),
    }),
  }),
)
