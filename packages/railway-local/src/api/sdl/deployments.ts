/**
 * Deployments and their steps: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const deployments = /* GraphQL */ `
scalar DeploymentMeta

scalar DeploymentDiagnosis

type Deployment implements Node {
  canRedeploy: Boolean!
  canRollback: Boolean!
  createdAt: DateTime!
  deploymentStopped: Boolean!
  diagnosis: DeploymentDiagnosis
  environment: Environment!
  environmentId: String!
  id: ID!
  instances: [DeploymentDeploymentInstance!]!
  meta: DeploymentMeta
  projectId: String!
  service: Service!
  serviceId: String
  snapshotId: String
  staticUrl: String
  status: DeploymentStatus!
  statusUpdatedAt: DateTime
  suggestAddServiceDomain: Boolean!
  updatedAt: DateTime!
  url: String
}

type DeploymentDeploymentInstance {
  id: String!
  status: DeploymentInstanceStatus!
}

enum DeploymentInstanceStatus {
  CRASHED
  CREATED
  EXITED
  INITIALIZING
  REMOVED
  REMOVING
  RESTARTING
  RUNNING
  SKIPPED
  STOPPED
}

enum DeploymentStatus {
  BUILDING
  CRASHED
  DEPLOYING
  FAILED
  INITIALIZING
  NEEDS_APPROVAL
  QUEUED
  REMOVED
  REMOVING
  SKIPPED
  SLEEPING
  SUCCESS
  WAITING
}

type DeploymentEvent implements Node {
  completedAt: DateTime
  createdAt: DateTime!
  id: ID!
  payload: DeploymentEventPayload
  step: DeploymentEventStep!
}

type DeploymentEventPayload {
  attempt: Int
  detail: String
  durationMs: Int
  error: String
  maxAttempts: Int
  reason: String
  skipped: Boolean
}

enum DeploymentEventStep {
  BUILD_IMAGE
  CONFIGURE_NETWORK
  CREATE_CONTAINER
  DRAIN_INSTANCES
  HEALTHCHECK
  MIGRATE_VOLUMES
  PRE_DEPLOY_COMMAND
  PUBLISH_IMAGE
  SNAPSHOT_CODE
  WAIT_FOR_DEPENDENCIES
}

input DeploymentListInput {
  environmentId: String
  includeDeleted: Boolean
  projectId: String
  serviceId: String
  status: DeploymentStatusInput
}

input DeploymentStatusInput {
  in: [DeploymentStatus!]
  notIn: [DeploymentStatus!]
}
`
