import { z } from 'zod'
import { operation } from './operation.ts'

/** What is measured, in Railway's units: processors, and gigabytes of 10^9 bytes. */
const measurements = ['CPU_USAGE', 'MEMORY_USAGE_GB', 'CPU_LIMIT', 'MEMORY_LIMIT_GB'] as const

const series = z.object({
  measurement: z.enum(measurements),
  tags: z.object({ deploymentId: z.string().nullish() }),
  /** `ts` is in seconds since 1970. */
  values: z.array(z.object({ ts: z.number(), value: z.number() })),
})
export type MetricSeries = z.infer<typeof series>

/** What a service's deployments used between two dates (ISO 8601), and what they had at most, a series for each. */
export const usageMetrics = operation<{
  projectId: string
  environmentId: string
  serviceId: string
  startDate: string
  endDate: string
  sampleRateSeconds: number
}>()(
  /* GraphQL */ `query UsageMetrics(
    $projectId: String!, $environmentId: String!, $serviceId: String!
    $startDate: DateTime!, $endDate: DateTime!, $sampleRateSeconds: Int
  ) {
    metrics(
      projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId
      startDate: $startDate, endDate: $endDate, sampleRateSeconds: $sampleRateSeconds
      measurements: [${measurements.join(', ')}], groupBy: [DEPLOYMENT_ID]
    ) { measurement tags { deploymentId } values { ts value } }
  }`,
  z.object({ metrics: z.array(series) }),
)
