/**
 * What can be asked, changed and followed: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const operations = /* GraphQL */ `
type Query {
  apiToken: ApiTokenContext!
  buildLogs(deploymentId: String!, endDate: DateTime, filter: String, limit: Int, startDate: DateTime): [Log!]!
  deployment(id: String!): Deployment!
  deploymentEvents(
    after: String, before: String, first: Int, id: String!, last: Int
  ): QueryDeploymentEventsConnection!
  deploymentInstanceExecutions(
    after: String, before: String, first: Int, input: DeploymentInstanceExecutionListInput!, last: Int
  ): QueryDeploymentInstanceExecutionsConnection!
  deploymentLogs(deploymentId: String!, endDate: DateTime, filter: String, limit: Int, startDate: DateTime): [Log!]!
  deployments(
    after: String, before: String, first: Int, input: DeploymentListInput!, last: Int
  ): QueryDeploymentsConnection!
  domains(environmentId: String!, projectId: String!, serviceId: String!): AllDomains!
  environment(id: String!, projectId: String): Environment!
  environmentChangeSetApply(environmentId: String!, id: String!): ChangeSetApplyResult!
  environmentStagedChanges(environmentId: String!): EnvironmentPatch!
  environments(
    after: String, before: String, first: Int, isEphemeral: Boolean, last: Int, projectId: String!
  ): QueryEnvironmentsConnection!
  httpDurationMetrics(
    endDate: DateTime!, environmentId: String!, method: String, path: String, serviceId: String!
    startDate: DateTime!, statusCode: Int, stepSeconds: Int
  ): HttpDurationMetricsResult!
  httpLogs(
    afterDate: String, afterLimit: Int, anchorDate: String, beforeDate: String, beforeLimit: Int
    deploymentId: String!, filter: String, limit: Int
  ): [HttpLog!]!
  httpMetrics(
    endDate: DateTime!, environmentId: String!, method: String, path: String, serviceId: String!
    startDate: DateTime!, statusCode: Int, stepSeconds: Int
  ): HttpMetricsResult!
  httpMetricsGroupedByStatus(
    endDate: DateTime!, environmentId: String!, method: String, path: String, serviceId: String!
    startDate: DateTime!, stepSeconds: Int
  ): [HttpMetricsByStatusResult!]!
  me: User!
  metrics(
    averagingWindowSeconds: Int, endDate: DateTime, environmentId: String, groupBy: [MetricTag!]
    includeDeleted: Boolean, measurements: [MetricMeasurement!]!, projectId: String, sampleRateSeconds: Int
    serviceId: String, startDate: DateTime!, volumeId: String, volumeInstanceExternalId: String
    workspaceId: String
  ): [MetricsResult!]!
  platformStatus: PlatformStatus!
  project(id: String!): Project!
  projectToken: ProjectToken!
  projectTokens(
    after: String, before: String, first: Int, last: Int, projectId: String!
  ): QueryProjectTokensConnection!
  projects(
    after: String, before: String, first: Int, includeDeleted: Boolean, last: Int, orderBy: ProjectsOrderBy
    userId: String, workspaceId: String
  ): QueryProjectsConnection!
  service(id: String!): Service!
  serviceInstance(environmentId: String!, serviceId: String!): ServiceInstance!
  serviceInstanceAutoDeployStatus(
    environmentId: String!, projectId: String!, serviceId: String!
  ): ServiceInstanceAutoDeployStatus!
  serviceInstanceLimitOverride(environmentId: String!, serviceId: String!): ServiceInstanceLimit
  variables(environmentId: String!, projectId: String!, serviceId: String, unrendered: Boolean): EnvironmentVariables!
  variablesForServiceDeployment(environmentId: String!, projectId: String!, serviceId: String!): EnvironmentVariables!
}

type Mutation {
  deploymentCancel(id: String!): Boolean!
  deploymentInstanceExecutionCreate(input: DeploymentInstanceExecutionCreateInput!): Boolean!
  deploymentRedeploy(id: String!, usePreviousImageTag: Boolean): Deployment!
  deploymentRemove(id: String!): Boolean!
  deploymentRestart(id: String!): Boolean!
  deploymentRollback(id: String!): Boolean!
  deploymentStop(id: String!): Boolean!
  environmentCreate(input: EnvironmentCreateInput!): Environment!
  environmentDelete(id: String!): Boolean!
  projectCreate(input: ProjectCreateInput!): Project!
  projectDelete(id: String!): Boolean!
  projectTokenCreate(input: ProjectTokenCreateInput!): String!
  projectTokenDelete(id: String!): Boolean!
  serviceCreate(input: ServiceCreateInput!): Service!
  serviceDelete(environmentId: String, id: String!): Boolean!
  serviceDomainCreate(input: ServiceDomainCreateInput!): ServiceDomain!
  environmentApplyChangeSet(
    baseConfigEtag: String, commitMessage: String, environmentId: String!, input: JSON!, waitForCompletion: Boolean
  ): ChangeSetApplyResult!
  environmentPatchCommit(commitMessage: String, environmentId: String!, patch: EnvironmentConfig): String!
  environmentPatchCommitStaged(commitMessage: String, environmentId: String!, skipDeploys: Boolean): String!
  environmentPreviewChangeSet(environmentId: String!, input: JSON!): ChangeSetPreview!
  environmentStageChanges(environmentId: String!, input: EnvironmentConfig!, merge: Boolean): EnvironmentPatch!
  volumeCreate(input: VolumeCreateInput!): Volume!
  serviceInstanceAutoDeployUpdate(
    input: ServiceInstanceAutoDeployUpdateInput!
  ): ServiceInstanceAutoDeployUpdateResult!
  serviceInstanceDeploy(
    commitSha: String, environmentId: String!, latestCommit: Boolean, serviceId: String!
  ): Boolean!
  serviceInstanceDeployV2(commitSha: String, environmentId: String!, serviceId: String!): String!
  serviceInstanceLimitsUpdate(input: ServiceInstanceLimitsUpdateInput!): Boolean!
  serviceInstanceRedeploy(environmentId: String!, serviceId: String!): Boolean!
  serviceInstanceUpdate(environmentId: String, input: ServiceInstanceUpdateInput!, serviceId: String!): Boolean!
  variableCollectionUpsert(input: VariableCollectionUpsertInput!): Boolean!
  variableDelete(input: VariableDeleteInput!): Boolean!
  variableUpsert(input: VariableUpsertInput!): Boolean!
}

type Subscription {
  buildLogs(deploymentId: String!, filter: String, limit: Int): [Log!]!
  deployment(id: String!): Deployment!
  deploymentEvents(id: String!): DeploymentEvent!
  deploymentLogs(deploymentId: String!, filter: String, limit: Int): [Log!]!
}
`
