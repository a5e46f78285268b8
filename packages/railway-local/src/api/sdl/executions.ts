/**
 * Runs of scheduled services: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const executions = /* GraphQL */ `
type DeploymentInstanceExecution implements Node {
  completedAt: DateTime
  createdAt: DateTime!
  deploymentId: String!
  deploymentMeta: DeploymentMeta!
  id: ID!
  status: DeploymentInstanceStatus!
  updatedAt: DateTime!
}

input DeploymentInstanceExecutionListInput {
  environmentId: String!
  serviceId: String!
}

input DeploymentInstanceExecutionCreateInput {
  serviceInstanceId: String!
}
`
