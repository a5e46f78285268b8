import { z } from 'zod'
import { operation } from './operation.ts'
import { dateTime } from './scalars.ts'

const line = z.object({ timestamp: dateTime, severity: z.string().nullish(), message: z.string() })

/** What a deployment's process wrote. Gives the newest `limit` lines, and at times one more. */
export const deploymentLogs = operation<{ deploymentId: string; limit: number }>()(
  /* GraphQL */ `query DeploymentLogs($deploymentId: String!, $limit: Int) {
    deploymentLogs(deploymentId: $deploymentId, limit: $limit) { timestamp severity message }
  }`,
  z.object({ deploymentLogs: z.array(line) }),
)

/** What a deployment's build wrote. */
export const buildLogs = operation<{ deploymentId: string; limit: number }>()(
  /* GraphQL */ `query BuildLogs($deploymentId: String!, $limit: Int) {
    buildLogs(deploymentId: $deploymentId, limit: $limit) { timestamp severity message }
  }`,
  z.object({ buildLogs: z.array(line) }),
)

const httpLine = z.object({
  timestamp: z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'not a date'),
  method: z.string(),
  path: z.string(),
  httpStatus: z.number(),
  totalDuration: z.number(),
  upstreamErrors: z.string(),
  clientUa: z.string(),
})
export type HttpLine = z.infer<typeof httpLine>

/** The `beforeLimit` newest requests of a deployment between `beforeDate` and `anchorDate` (ISO 8601). */
export const httpLogs = operation<{
  deploymentId: string
  beforeLimit: number
  beforeDate: string
  anchorDate: string
}>()(
  /* GraphQL */ `query HttpLogs($deploymentId: String!, $beforeLimit: Int, $beforeDate: String, $anchorDate: String) {
    httpLogs(deploymentId: $deploymentId, beforeLimit: $beforeLimit, beforeDate: $beforeDate, anchorDate: $anchorDate) {
      timestamp method path httpStatus totalDuration upstreamErrors clientUa
    }
  }`,
  z.object({ httpLogs: z.array(httpLine) }),
)
