/**
 * Projects, environments, variables, tokens: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const projects = /* GraphQL */ `
interface Node {
  id: ID!
}

type PageInfo {
  endCursor: String
  hasNextPage: Boolean!
  hasPreviousPage: Boolean!
  startCursor: String
}

scalar DateTime

scalar JSON

scalar EnvironmentConfig

scalar EnvironmentVariables

enum SortOrder {
  asc
  desc
}

type ApiTokenContext {
  workspaces: [ApiTokenWorkspace!]!
}

type ApiTokenWorkspace {
  id: String!
  name: String!
}

type User implements Node {
  id: ID!
  name: String
  email: String!
}

enum ProjectsOrderBy {
  CREATED_AT_DESC
  NAME_ASC
  UPDATED_AT_DESC
}

type Project implements Node {
  baseEnvironment: Environment
  baseEnvironmentId: String
  createdAt: DateTime!
  deletedAt: DateTime
  description: String
  environments(after: String, before: String, first: Int, isEphemeral: Boolean, last: Int, sort: SortOrder): ProjectEnvironmentsConnection!
  id: ID!
  isPublic: Boolean!
  name: String!
  prDeploys: Boolean!
  primaryEnvironmentId: String
  services(after: String, before: String, first: Int, last: Int): ProjectServicesConnection!
  updatedAt: DateTime!
  workspaceId: String
}

type ProjectToken implements Node {
  createdAt: DateTime!
  displayToken: String!
  environment: Environment!
  environmentId: String!
  id: ID!
  name: String!
  project: Project!
  projectId: String!
}

type Environment implements Node {
  canAccess: Boolean!
  config(decryptVariables: Boolean): EnvironmentConfig!
  configEtag: String!
  createdAt: DateTime!
  deletedAt: DateTime
  deployments(after: String, before: String, first: Int, last: Int): EnvironmentDeploymentsConnection!
  id: ID!
  isEphemeral: Boolean!
  name: String!
  projectId: String!
  serviceInstances(after: String, before: String, first: Int, last: Int): EnvironmentServiceInstancesConnection!
  sourceEnvironment: Environment
  unmergedChangesCount: Int
  updatedAt: DateTime!
  volumeInstances(after: String, before: String, first: Int, last: Int): EnvironmentVolumeInstancesConnection!
}

type EnvironmentPatch implements Node {
  createdAt: DateTime!
  environment: Environment!
  environmentId: String!
  id: ID!
  lastAppliedError: String
  message: String
  patch(decryptVariables: Boolean): EnvironmentConfig!
  status: EnvironmentPatchStatus!
  updatedAt: DateTime!
  appliedAt: DateTime
}

enum EnvironmentPatchStatus {
  APPLYING
  COMMITTED
  STAGED
}

type ChangeSetApplyResult {
  changes: [ChangeOperationResult!]!
  deploymentId: String
  diagnostics: JSON!
  id: String!
  stagedPatchId: String
  status: String!
}

type ChangeOperationResult {
  kind: String!
  outputs: JSON
  path: String
  status: String!
  summary: String
}

type ChangeSetPreview {
  changeSet: JSON!
  diagnostics: JSON!
  effects: JSON!
}

type VolumeInstance implements Node {
  id: ID!
  serviceId: String
  mountPath: String!
  state: VolumeState
  environmentId: String!
  volumeId: String!
}

type Volume implements Node {
  createdAt: DateTime!
  id: ID!
  name: String!
  projectId: String!
}

input VolumeCreateInput {
  environmentId: String
  mountPath: String!
  projectId: String!
  region: String
  serviceId: String
}

enum VolumeState {
  DELETED
  DELETING
  ERROR
  MIGRATING
  MIGRATION_PENDING
  READY
  RESTORING
  UPDATING
}

type PlatformStatus {
  incident: Incident
  isStable: Boolean!
  maintenance: Maintenance
}

type Incident {
  createdAt: DateTime
  id: String!
  message: String!
  status: IncidentStatus!
  url: String!
}

enum IncidentStatus {
  IDENTIFIED
  INVESTIGATING
  MONITORING
  RESOLVED
}

type Maintenance {
  id: String!
  message: String!
  start: DateTime!
  status: MaintenanceStatus!
  url: String!
}

enum MaintenanceStatus {
  COMPLETED
  INPROGRESS
  NOTSTARTEDYET
}

input ProjectCreateInput {
  defaultEnvironmentName: String
  description: String
  name: String
  workspaceId: String
}

input ProjectTokenCreateInput {
  environmentId: String!
  name: String!
  projectId: String!
}

input EnvironmentCreateInput {
  ephemeral: Boolean
  name: String!
  projectId: String!
  skipInitialDeploys: Boolean
  sourceEnvironmentId: String
}

input VariableCollectionUpsertInput {
  environmentId: String!
  projectId: String!
  replace: Boolean = false
  serviceId: String
  skipDeploys: Boolean = false
  variables: EnvironmentVariables!
}

input VariableDeleteInput {
  environmentId: String!
  name: String!
  projectId: String!
  serviceId: String
}

input VariableUpsertInput {
  environmentId: String!
  name: String!
  projectId: String!
  serviceId: String
  skipDeploys: Boolean = false
  value: String!
}
`
