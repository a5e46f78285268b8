import { z } from 'zod'
import { operation } from './operation.ts'
import { connection } from './scalars.ts'

const declaredVariable = z.object({ isSealed: z.boolean().nullish() }).nullish().catch(undefined)
const declaredService = z.object({ variables: z.record(z.string(), declaredVariable).optional() }).nullish()

/**
 * Which variables of which services are sealed. They hold a value but are left out where variables are read. Nothing
 * but this one mark is taken over from the environment's configuration.
 */
export const sealedVariables = operation<{ id: string; projectId: string }>()(
  /* GraphQL */ `query SealedVariables($id: String!, $projectId: String) {
    environment(id: $id, projectId: $projectId) { id config }
  }`,
  z.object({
    environment: z.object({ config: z.object({ services: z.record(z.string(), declaredService).nullish() }) }),
  }),
)

const patch = z.record(z.string(), z.unknown()).nullish().catch(undefined)

/** Changes that somebody has prepared in an environment and not applied. */
export const stagedChanges = operation<{ environmentId: string }>()(
  /* GraphQL */ `query StagedChanges($environmentId: String!) {
    environmentStagedChanges(environmentId: $environmentId) { id status patch }
  }`,
  z.object({ environmentStagedChanges: z.object({ status: z.string(), patch }) }),
)

/** Prepares a patch in the place of what is prepared there; an empty one discards that. */
export const environmentStageChanges = operation<{ environmentId: string; input: object }>()(
  /* GraphQL */ `mutation EnvironmentStageChanges($environmentId: String!, $input: EnvironmentConfig!) {
    environmentStageChanges(environmentId: $environmentId, input: $input) { id }
  }`,
  z.object({ environmentStageChanges: z.object({ id: z.string() }) }),
)

/** Applies what is prepared; with `skipDeploys` nothing is deployed for it. */
export const environmentPatchCommitStaged = operation<{
  environmentId: string
  commitMessage: string
  skipDeploys: boolean
}>()(
  /* GraphQL */ `mutation EnvironmentPatchCommitStaged($environmentId: String!, $commitMessage: String, $skipDeploys: Boolean) {
    environmentPatchCommitStaged(environmentId: $environmentId, commitMessage: $commitMessage, skipDeploys: $skipDeploys)
  }`,
  z.object({ environmentPatchCommitStaged: z.string() }),
)

/** The volumes of an environment. */
export const volumes = operation<{ id: string; projectId: string; first: number }>()(
  /* GraphQL */ `query Volumes($id: String!, $projectId: String, $first: Int) {
    environment(id: $id, projectId: $projectId) {
      id
      volumeInstances(first: $first) { edges { node { id serviceId mountPath } } }
    }
  }`,
  z.object({
    environment: z.object({
      volumeInstances: connection(z.object({ serviceId: z.string().nullish(), mountPath: z.string() })),
    }),
  }),
)
