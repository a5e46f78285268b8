import { z } from 'zod'
import { operation } from './operation.ts'
import { named } from './scalars.ts'

const nothing = {}
type Nothing = typeof nothing

/** How Railway itself is. */
export const platformStatus = operation<Nothing>()(
  /* GraphQL */ `query PlatformStatus {
    platformStatus { isStable incident { id message status url } maintenance { id message } }
  }`,
  z.object({
    platformStatus: z.object({
      isStable: z.boolean(),
      incident: z.object({ message: z.string(), status: z.string(), url: z.string() }).nullish(),
      maintenance: z.object({ message: z.string() }).nullish(),
    }),
  }),
)

/** What a project token is good for. */
export const projectToken = operation<Nothing>()(
  /* GraphQL */ `query ProjectToken {
    projectToken { id name projectId environmentId project { id name } environment { id name } }
  }`,
  z.object({
    projectToken: z.object({
      name: z.string(),
      project: named,
      environment: named,
    }),
  }),
)

/** Whose an account token is. Workspaces' tokens may not ask this. */
export const account = operation<Nothing>()(
  /* GraphQL */ 'query Account { me { id name email } }',
  z.object({ me: z.object({ name: z.string().nullish(), email: z.string() }) }),
)

/** Which workspaces an account's or a workspace's token may work on. */
export const tokenWorkspaces = operation<Nothing>()(
  /* GraphQL */ 'query TokenWorkspaces { apiToken { workspaces { id name } } }',
  z.object({ apiToken: z.object({ workspaces: z.array(named) }) }),
)
