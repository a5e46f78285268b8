import { z } from 'zod'
import { operation } from './operation.ts'
import { connection, named, page, yes } from './scalars.ts'

/** The projects that a token sees, in pages of `first`. */
export const projects = operation<{ first: number; after?: string; workspaceId?: string }>()(
  /* GraphQL */ `query Projects($first: Int, $after: String, $workspaceId: String) {
    projects(first: $first, after: $after, workspaceId: $workspaceId) {
      edges { node { id name } } pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({ projects: page(named) }),
)

/** The environments of a project, and one page of its services. */
export const projectTree = operation<{ id: string; first: number; after?: string }>()(
  /* GraphQL */ `query ProjectTree($id: String!, $first: Int, $after: String) {
    project(id: $id) {
      id name
      environments { edges { node { id name } } }
      services(first: $first, after: $after) { edges { node { id name } } pageInfo { hasNextPage endCursor } }
    }
  }`,
  z.object({ project: named.extend({ environments: connection(named), services: page(named) }) }),
)

/** Makes a project; it comes with one environment. */
export const projectCreate = operation<{
  input: { name: string; workspaceId?: string; defaultEnvironmentName?: string }
}>()(
  /* GraphQL */ `mutation ProjectCreate($input: ProjectCreateInput!) {
    projectCreate(input: $input) { id name environments { edges { node { id name } } } }
  }`,
  z.object({ projectCreate: named.extend({ environments: connection(named) }) }),
)

/** Makes an empty environment. */
export const environmentCreate = operation<{ input: { projectId: string; name: string } }>()(
  /* GraphQL */ 'mutation EnvironmentCreate($input: EnvironmentCreateInput!) { environmentCreate(input: $input) { id name } }',
  z.object({ environmentCreate: named }),
)

/** Makes an empty service in one environment. */
export const serviceCreate = operation<{ input: { projectId: string; environmentId: string; name: string } }>()(
  /* GraphQL */ 'mutation ServiceCreate($input: ServiceCreateInput!) { serviceCreate(input: $input) { id name } }',
  z.object({ serviceCreate: named }),
)

/** Makes a token for one environment of a project; this answer is the only time it is shown. */
export const projectTokenCreate = operation<{ input: { projectId: string; environmentId: string; name: string } }>()(
  /* GraphQL */ 'mutation ProjectTokenCreate($input: ProjectTokenCreateInput!) { projectTokenCreate(input: $input) }',
  z.object({ projectTokenCreate: z.string().min(1) }),
)

/** Removes a project with all that is in it. */
export const projectDelete = operation<{ id: string }>()(
  /* GraphQL */ 'mutation ProjectDelete($id: String!) { projectDelete(id: $id) }',
  z.object({ projectDelete: z.boolean() }),
)

/** The tokens of a project by id and name; never their values. */
export const projectTokens = operation<{ projectId: string; first: number; after?: string }>()(
  /* GraphQL */ `query ProjectTokens($projectId: String!, $first: Int, $after: String) {
    projectTokens(projectId: $projectId, first: $first, after: $after) {
      edges { node { id name environmentId } } pageInfo { hasNextPage endCursor }
    }
  }`,
  z.object({ projectTokens: page(named.extend({ environmentId: z.string() })) }),
)

/** Makes a token worthless. */
export const projectTokenDelete = operation<{ id: string }>()(
  /* GraphQL */ 'mutation ProjectTokenDelete($id: String!) { projectTokenDelete(id: $id) }',
  z.object({ projectTokenDelete: yes }),
)

/** Takes a service out of one environment, with everything of it that runs there. */
export const serviceDelete = operation<{ id: string; environmentId: string }>()(
  /* GraphQL */ 'mutation ServiceDelete($id: String!, $environmentId: String) { serviceDelete(id: $id, environmentId: $environmentId) }',
  z.object({ serviceDelete: yes }),
)

/** Gives a service an address of Railway's. */
export const serviceDomainCreate = operation<{ input: { environmentId: string; serviceId: string } }>()(
  /* GraphQL */ 'mutation ServiceDomainCreate($input: ServiceDomainCreateInput!) { serviceDomainCreate(input: $input) { id domain } }',
  z.object({ serviceDomainCreate: z.object({ domain: z.string() }) }),
)
