import { z } from 'zod'
import { operation } from './operation.ts'
import { connection, dateTime } from './scalars.ts'

/** The status stays a plain text: one that is not known yet must not make the rest unreadable. */
const execution = z.object({ id: z.string(), deploymentId: z.string(), createdAt: dateTime, status: z.string() })

/** The newest runs of a scheduled service's command, whichever deployment they ran. */
export const executionList = operation<{ input: { environmentId: string; serviceId: string }; first: number }>()(
  /* GraphQL */ `query Executions($input: DeploymentInstanceExecutionListInput!, $first: Int) {
    deploymentInstanceExecutions(input: $input, first: $first) {
      edges { node { id deploymentId createdAt status } }
    }
  }`,
  z.object({ deploymentInstanceExecutions: connection(execution) }),
)
