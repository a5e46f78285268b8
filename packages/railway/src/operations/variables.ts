import { z } from 'zod'
import { operation } from './operation.ts'
import { yes } from './scalars.ts'

interface Place {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
}

/** The variables of a service as they were written, references to others not filled in. */
export const variablesOf = operation<Place & { unrendered: boolean }>()(
  /* GraphQL */ `query VariablesOf($projectId: String!, $environmentId: String!, $serviceId: String, $unrendered: Boolean) {
    variables(projectId: $projectId, environmentId: $environmentId, serviceId: $serviceId, unrendered: $unrendered)
  }`,
  z.object({ variables: z.record(z.string(), z.string().nullable()) }),
)

/** Sets all variables of a service at once; `replace` removes those that are not named. */
export const variableCollectionUpsert = operation<{
  input: Place & { variables: Readonly<Record<string, string>>; replace: boolean; skipDeploys: boolean }
}>()(
  /* GraphQL */ `mutation VariableCollectionUpsert($input: VariableCollectionUpsertInput!) {
    variableCollectionUpsert(input: $input)
  }`,
  z.object({ variableCollectionUpsert: yes }),
)
