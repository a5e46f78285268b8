import { z } from 'zod'
import { operation } from './operation.ts'
import { page } from './scalars.ts'

const instance = z.object({
  serviceId: z.string(),
  serviceName: z.string(),
  startCommand: z.string().nullish(),
  healthcheckPath: z.string().nullish(),
  healthcheckTimeout: z.number().nullish(),
  overlapSeconds: z.number().nullish(),
  drainingSeconds: z.number().nullish(),
  restartPolicyType: z.string(),
  restartPolicyMaxRetries: z.number(),
  cronSchedule: z.string().nullish(),
  numReplicas: z.number().nullish(),
  railwayConfigFile: z.string().nullish(),
  source: z.object({ repo: z.string().nullish(), image: z.string().nullish() }).nullish(),
  domains: z.object({
    serviceDomains: z.array(z.object({ domain: z.string() })),
    customDomains: z.array(z.object({ domain: z.string() })),
  }),
  latestDeployment: z.object({ id: z.string() }).nullish(),
})

/** A service of an environment, as Railway lists it there. */
export type ListedInstance = z.infer<typeof instance>

/** What only the environment's configuration tells of a service; what cannot be read counts as not set. */
const declared = z
  .object({
    deploy: z
      .object({
        numReplicas: z.number().nullish(),
        multiRegionConfig: z.record(z.string(), z.object({ numReplicas: z.number().nullish() }).nullable()).nullish(),
        limitOverride: z
          .object({
            containers: z.object({ cpu: z.number().nullish(), memoryBytes: z.number().nullish() }).nullish(),
          })
          .nullish(),
      })
      .nullish()
      .catch(undefined),
    /** Names alone matter; no value is taken over. */
    variables: z
      .record(
        z.string(),
        z.unknown().transform(() => true),
      )
      .nullish()
      .catch(undefined),
  })
  .nullish()

export type DeclaredService = z.infer<typeof declared>

/** How all services of an environment are set to run: one request, since Railway counts them by the hour. */
export const environmentServices = operation<{ id: string; projectId: string; first: number; after?: string }>()(
  /* GraphQL */ `query EnvironmentServices($id: String!, $projectId: String, $first: Int, $after: String) {
    environment(id: $id, projectId: $projectId) {
      id
      config
      serviceInstances(first: $first, after: $after) {
        edges { node {
          id serviceId serviceName startCommand healthcheckPath healthcheckTimeout overlapSeconds drainingSeconds
          restartPolicyType restartPolicyMaxRetries cronSchedule numReplicas railwayConfigFile
          source { repo image }
          domains { serviceDomains { domain } customDomains { domain } }
          latestDeployment { id }
        } }
        pageInfo { hasNextPage endCursor }
      }
    }
  }`,
  z.object({
    environment: z.object({
      config: z.object({ services: z.record(z.string(), declared).nullish() }),
      serviceInstances: page(instance),
    }),
  }),
)
