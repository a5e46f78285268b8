import { z } from 'zod'
import { operation } from './operation.ts'
import { yes } from './scalars.ts'

export interface ServicePlace {
  readonly environmentId: string
  readonly serviceId: string
}

const settings = z.object({
  startCommand: z.string().nullish(),
  healthcheckPath: z.string().nullish(),
  healthcheckTimeout: z.number().nullish(),
  overlapSeconds: z.number().nullish(),
  drainingSeconds: z.number().nullish(),
  restartPolicyType: z.string(),
  restartPolicyMaxRetries: z.number(),
  cronSchedule: z.string().nullish(),
  preDeployCommand: z.unknown().optional(),
  railwayConfigFile: z.string().nullish(),
  sleepApplication: z.boolean().nullish(),
  source: z.object({ repo: z.string().nullish(), image: z.string().nullish() }).nullish(),
})

/** Whether a service has a command, as Railway gives one: a text, or a list of them. */
export function hasCommand(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** How a service is set to run in an environment. */
export type ServiceSettings = z.infer<typeof settings>

/** How a service is set to run. */
export const serviceSettings = operation<ServicePlace>()(
  /* GraphQL */ `query ServiceSettings($environmentId: String!, $serviceId: String!) {
    serviceInstance(environmentId: $environmentId, serviceId: $serviceId) {
      id startCommand healthcheckPath healthcheckTimeout overlapSeconds drainingSeconds
      restartPolicyType restartPolicyMaxRetries cronSchedule preDeployCommand railwayConfigFile sleepApplication
      source { repo image }
    }
  }`,
  z.object({ serviceInstance: settings }),
)

/** What of a service's settings a caller may set; what is left out stays as it is. */
export interface ServiceSettingsInput {
  readonly startCommand?: string
  /** What is deployed where nothing is uploaded. An image of null takes the one that is there off. */
  readonly source?: { readonly image: string | null }
  readonly buildCommand?: string
  /** Null takes it away. */
  readonly healthcheckPath?: string | null
  readonly healthcheckTimeout?: number
  /** Null takes it away. */
  readonly cronSchedule?: string | null
  readonly overlapSeconds?: number
  readonly drainingSeconds?: number
  readonly restartPolicyType?: 'ON_FAILURE' | 'ALWAYS' | 'NEVER'
  readonly restartPolicyMaxRetries?: number
  readonly numReplicas?: number
  /** By region, in place of `numReplicas`. */
  readonly multiRegionConfig?: Readonly<Record<string, { readonly numReplicas: number }>>
}

/** Sets how a service runs, from its next deployment on. Starts none. */
export const serviceInstanceUpdate = operation<ServicePlace & { input: ServiceSettingsInput }>()(
  /* GraphQL */ `mutation ServiceInstanceUpdate($serviceId: String!, $environmentId: String, $input: ServiceInstanceUpdateInput!) {
    serviceInstanceUpdate(serviceId: $serviceId, environmentId: $environmentId, input: $input)
  }`,
  z.object({ serviceInstanceUpdate: yes }),
)

/** Whether a push to the repository deploys by itself. Asked only of services that have a repository. */
export const autoDeploy = operation<ServicePlace & { projectId: string }>()(
  /* GraphQL */ `query AutoDeploy($projectId: String!, $environmentId: String!, $serviceId: String!) {
    serviceInstanceAutoDeployStatus(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId) { enabled canEnable reason }
  }`,
  z.object({
    serviceInstanceAutoDeployStatus: z.object({
      enabled: z.boolean(),
      canEnable: z.boolean().optional(),
      reason: z.string().nullish(),
    }),
  }),
)

/** Switches automatic deploys on or off. Starts no deployment. */
export const autoDeployUpdate = operation<{ input: ServicePlace & { projectId: string; enabled: boolean } }>()(
  /* GraphQL */ `mutation AutoDeployUpdate($input: ServiceInstanceAutoDeployUpdateInput!) {
    serviceInstanceAutoDeployUpdate(input: $input) { enabled }
  }`,
  z.object({ serviceInstanceAutoDeployUpdate: z.object({ enabled: z.boolean() }) }),
)

/** Sets what each replica may use at most, from the next deployment on. */
export const limitsUpdate = operation<{ input: ServicePlace & { vCPUs?: number; memoryGB?: number } }>()(
  /* GraphQL */ `mutation LimitsUpdate($input: ServiceInstanceLimitsUpdateInput!) {
    serviceInstanceLimitsUpdate(input: $input)
  }`,
  z.object({ serviceInstanceLimitsUpdate: yes }),
)
