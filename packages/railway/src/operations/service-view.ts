import { z } from 'zod'
import { deploymentFields, deploymentFragment } from './deployment.ts'
import { operation } from './operation.ts'
import { connection } from './scalars.ts'

const domain = z.object({ domain: z.string() })

/**
 * Where a service is reached, what runs there, its newest deployments and the mark of the environment's configuration:
 * one request for what is looked at again and again, since Railway counts requests by the hour.
 */
export const serviceView = operation<{
  projectId: string
  environmentId: string
  serviceId: string
  list: { projectId: string; environmentId: string; serviceId: string }
  first: number
}>()(
  /* GraphQL */ `query ServiceView(
    $projectId: String! $environmentId: String! $serviceId: String! $list: DeploymentListInput! $first: Int
  ) {
    serviceInstance(environmentId: $environmentId, serviceId: $serviceId) {
      id preDeployCommand source { image }
      domains { serviceDomains { domain } customDomains { domain } }
      activeDeployments { id }
    }
    deployments(input: $list, first: $first) { edges { node { ...DeploymentFields } } }
    environment(id: $environmentId, projectId: $projectId) { id configEtag }
  } ${deploymentFragment}`,
  z.object({
    serviceInstance: z.object({
      preDeployCommand: z.unknown().optional(),
      source: z.object({ image: z.string().nullish() }).nullish(),
      domains: z.object({ serviceDomains: z.array(domain), customDomains: z.array(domain) }),
      activeDeployments: z.array(z.object({ id: z.string() })),
    }),
    deployments: connection(deploymentFields),
    environment: z.object({ configEtag: z.string() }),
  }),
)
