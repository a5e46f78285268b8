import { z } from 'zod'
import { operation } from './operation.ts'

/** One change in the form of Railway's own command line: `resource.create`, `resource.update`, `variable.set` and others. */
export interface ChangeSetChange {
  readonly kind: string
  /** What it is about, such as `service.web`. */
  readonly address: string
  readonly path: string
  readonly summary: string
  readonly severity: 'safe' | 'destructive'
  readonly deployEffect: 'deploy' | 'none'
  readonly [field: string]: unknown
}

/** Changes of one environment that are made together or not at all. */
export interface ChangeSet {
  readonly version: 1
  readonly changes: readonly ChangeSetChange[]
  readonly diagnostics: readonly []
  /** Addresses of everything that is declared, changed or not. */
  readonly declared: readonly string[]
}

const fields = z.record(z.string(), z.unknown()).nullish().catch(undefined)
const service = z
  .object({ source: fields, build: fields, deploy: fields, variables: fields })
  .nullish()
  .catch(undefined)

/** What an environment is set to, and the mark that changes with it: both of one moment. Values of variables are not asked for. */
export const environmentConfig = operation<{ id: string; projectId: string }>()(
  /* GraphQL */ `query EnvironmentConfig($id: String!, $projectId: String) {
    environment(id: $id, projectId: $projectId) { id configEtag config }
  }`,
  z.object({
    environment: z.object({
      configEtag: z.string(),
      config: z.object({ services: z.record(z.string(), service).nullish() }),
    }),
  }),
)

/** Puts a patch into force, and leaves what somebody else has staged staged. */
export const patchCommit = operation<{ environmentId: string; patch: object; commitMessage: string }>()(
  /* GraphQL */ `mutation PatchCommit($environmentId: String!, $patch: EnvironmentConfig, $commitMessage: String) {
    environmentPatchCommit(environmentId: $environmentId, patch: $patch, commitMessage: $commitMessage)
  }`,
  z.object({ environmentPatchCommit: z.string() }),
)

const result = z.object({
  id: z.string(),
  status: z.string(),
  diagnostics: z.unknown().optional(),
  changes: z.array(z.object({ kind: z.string(), path: z.string().nullish(), status: z.string() })),
})

/** How it stands with a change set; `applying` until it has ended. */
export type ChangeSetResult = z.infer<typeof result>

const asked = 'id status diagnostics changes { kind path status }'

/** Makes a change set, unless the environment is no longer what `baseConfigEtag` stands for. */
export const changeSetApply = operation<{
  environmentId: string
  input: ChangeSet
  baseConfigEtag: string
  commitMessage: string
  waitForCompletion: boolean
}>()(
  /* GraphQL */ `mutation ChangeSetApply(
    $environmentId: String!, $input: JSON!, $baseConfigEtag: String, $commitMessage: String, $waitForCompletion: Boolean
  ) {
    environmentApplyChangeSet(
      environmentId: $environmentId, input: $input, baseConfigEtag: $baseConfigEtag, commitMessage: $commitMessage
      waitForCompletion: $waitForCompletion
    ) { ${asked} }
  }`,
  z.object({ environmentApplyChangeSet: result }),
)

/** How a change set goes on that was not waited for. */
export const changeSetStatus = operation<{ environmentId: string; id: string }>()(
  /* GraphQL */ `query ChangeSetStatus($environmentId: String!, $id: String!) {
    environmentChangeSetApply(environmentId: $environmentId, id: $id) { ${asked} }
  }`,
  z.object({ environmentChangeSetApply: result }),
)

/** What is left of a change set once Railway has taken out what is so already; changes nothing. */
export const changeSetPreview = operation<{ environmentId: string; input: ChangeSet }>()(
  /* GraphQL */ `mutation ChangeSetPreview($environmentId: String!, $input: JSON!) {
    environmentPreviewChangeSet(environmentId: $environmentId, input: $input) { changeSet diagnostics }
  }`,
  z.object({
    environmentPreviewChangeSet: z.object({
      changeSet: z.object({ changes: z.array(z.looseObject({ kind: z.string(), address: z.string() })) }),
      diagnostics: z
        .array(z.object({ severity: z.string(), message: z.string() }))
        .nullish()
        .catch(undefined),
    }),
  }),
)
