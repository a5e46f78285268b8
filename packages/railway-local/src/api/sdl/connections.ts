/** Lists in pages: the name of the connection and what it is a list of. All of them have the same form. */
const connectionsOf: Readonly<Record<string, string>> = {
  EnvironmentDeploymentsConnection: 'Deployment',
  EnvironmentServiceInstancesConnection: 'ServiceInstance',
  EnvironmentVolumeInstancesConnection: 'VolumeInstance',
  ProjectEnvironmentsConnection: 'Environment',
  ProjectServicesConnection: 'Service',
  QueryDeploymentEventsConnection: 'DeploymentEvent',
  QueryDeploymentInstanceExecutionsConnection: 'DeploymentInstanceExecution',
  QueryDeploymentsConnection: 'Deployment',
  QueryEnvironmentsConnection: 'Environment',
  QueryProjectTokensConnection: 'ProjectToken',
  QueryProjectsConnection: 'Project',
}

/** From Railway's public API schema (MIT, Railway Corp., August 2026), like the rest of the schema. */
export const connections = Object.entries(connectionsOf)
  .map(
    ([name, node]) => /* GraphQL */ `
type ${name} {
  edges: [${name}Edge!]!
  pageInfo: PageInfo!
}

type ${name}Edge {
  cursor: String!
  node: ${node}!
}
`,
  )
  .join('')
