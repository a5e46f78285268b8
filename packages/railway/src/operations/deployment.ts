import { z } from 'zod'
import { operation } from './operation.ts'
import { connection, dateTime } from './scalars.ts'

/** The fields of `deploymentFields`, for the documents that ask for a deployment. */
export const deploymentFragment = /* GraphQL */ `
  fragment DeploymentFields on Deployment {
    id status createdAt canRollback canRedeploy deploymentStopped meta instances { status }
  }
`

const text = z.string().optional().catch(undefined)

/** `meta` is not documented and fills up while a deployment moves: every key may be missing or be something else. */
const meta = z
  .object({ image: text, imageDigest: text, cliMessage: text, skippedReason: text })
  .nullish()
  .catch(undefined)
  .transform((value) => value ?? {})

/** The status stays a plain text: one that is not known yet must not make the rest unreadable. */
export const deploymentFields = z.object({
  id: z.string(),
  status: z.string(),
  createdAt: dateTime,
  canRollback: z.boolean(),
  canRedeploy: z.boolean(),
  deploymentStopped: z.boolean(),
  meta,
  /** What becomes of its instances; of use to see a restart, so what is not understood is left out. */
  instances: z.array(z.object({ status: z.string() })).catch([]),
})
export type DeploymentFields = z.infer<typeof deploymentFields>

/** One deployment. */
export const deploymentById = operation<{ id: string }>()(
  /* GraphQL */ `query DeploymentById($id: String!) { deployment(id: $id) { ...DeploymentFields } } ${deploymentFragment}`,
  z.object({ deployment: deploymentFields }),
)

/** The steps of a deployment; where it failed, one of them says why. */
export const deploymentSteps = operation<{ id: string; first: number }>()(
  /* GraphQL */ `query DeploymentSteps($id: String!, $first: Int) {
    deploymentEvents(id: $id, first: $first) { edges { node { step payload { error reason } } } }
  }`,
  z.object({
    deploymentEvents: connection(
      z.object({
        step: z.string(),
        payload: z.object({ error: z.string().nullish(), reason: z.string().nullish() }).nullish(),
      }),
    ),
  }),
)

/** Says each change of a deployment as it happens. */
export const deploymentPushes = operation<{ id: string }>()(
  /* GraphQL */ `subscription DeploymentPushes($id: String!) { deployment(id: $id) { ...DeploymentFields } } ${deploymentFragment}`,
  z.object({ deployment: deploymentFields }),
)
