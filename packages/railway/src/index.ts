export { createRailwayClient, type RailwayClient, type RequestSettings } from './client/client.ts'
export type { ConnectionOptions } from './client/connection.ts'
export { type Acted, isNotFound, RailwayError } from './errors/railway-error.ts'
export type { FollowPace } from './follow/surroundings.ts'
export { defaultEndpoint } from './http/endpoint.ts'
export { type RequestLimits, requestLimits, uploadLimits } from './http/limits.ts'
export type { ChangeSet, ChangeSetChange } from './operations/change-set.ts'
export type { Operation } from './operations/operation.ts'
export { tokenWorkspaces } from './operations/platform.ts'
export {
  environmentCreate,
  projectCreate,
  projects,
  projectTokenCreate,
  projectTree,
  serviceCreate,
} from './operations/provisioning.ts'
export { type ServiceSettingsInput, serviceInstanceUpdate } from './operations/service.ts'
export { isPlatformVariable } from './platform/platform-variable.ts'
export {
  createRailwayPlatform,
  type RailwayPlatform,
  type RailwayPlatformOptions,
} from './platform/railway-platform.ts'
export type { RailwayPlace, RailwayTargets } from './platform/targets.ts'
export { describeToken, type TokenDescription } from './platform/which-token.ts'
export { createScrub, type Scrub } from './secret/scrub.ts'
export { Secret } from './secret/secret.ts'
export { meaningOf, statuses } from './statuses.ts'
export type { DeclaredFields, DeclaredState } from './workspace/change-sets.ts'
export type { ListedToken, ProjectContents, ServiceState } from './workspace/look.ts'
export type { NamedThing } from './workspace/named-thing.ts'
export {
  type AutoDeploy,
  createWorkspace,
  type Ensured,
  type EnvironmentPlace,
  type InstancePlace,
  type Workspace,
  type WorkspaceOptions,
} from './workspace/workspace.ts'
