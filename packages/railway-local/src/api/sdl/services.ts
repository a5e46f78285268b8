/**
 * Services and how they run: a part of Railway's public API schema (MIT, Railway Corp., August 2026),
 * limited to what the embedded platform does. Names, arguments and nullability are the official ones.
 */
export const services = /* GraphQL */ `
type Service implements Node {
  createdAt: DateTime!
  deletedAt: DateTime
  icon: String
  id: ID!
  name: String!
  project: Project!
  projectId: String!
  updatedAt: DateTime!
}

type ServiceInstance implements Node {
  activeDeployments: [Deployment!]!
  buildCommand: String
  builder: Builder!
  createdAt: DateTime!
  cronSchedule: String
  deletedAt: DateTime
  domains: AllDomains!
  drainingSeconds: Int
  environmentId: String!
  healthcheckPath: String
  healthcheckTimeout: Int
  id: ID!
  isUpdatable: Boolean!
  latestDeployment: Deployment
  nextCronRunAt: DateTime
  numReplicas: Int
  overlapSeconds: Int
  preDeployCommand: JSON
  railwayConfigFile: String
  region: String
  restartPolicyMaxRetries: Int!
  restartPolicyType: RestartPolicyType!
  rootDirectory: String
  service: Service!
  serviceId: String!
  serviceName: String!
  sleepApplication: Boolean
  source: ServiceSource
  startCommand: String
  updatedAt: DateTime!
  watchPatterns: [String!]!
}

scalar ServiceInstanceLimit

type ServiceSource {
  image: String
  repo: String
}

enum Builder {
  HEROKU
  NIXPACKS
  PAKETO
  RAILPACK
}

enum RestartPolicyType {
  ALWAYS
  NEVER
  ON_FAILURE
}

type AllDomains {
  customDomains: [CustomDomain!]!
  serviceDomains: [ServiceDomain!]!
}

type ServiceDomain {
  createdAt: DateTime
  deletedAt: DateTime
  domain: String!
  edgeId: String
  environmentId: String!
  id: ID!
  projectId: String
  serviceId: String!
  suffix: String
  syncStatus: ServiceDomainSyncStatus!
  targetPort: Int
  updatedAt: DateTime
}

enum ServiceDomainSyncStatus {
  ACTIVE
  CREATING
  DELETED
  DELETING
  UNSPECIFIED
  UPDATING
}

type CustomDomain {
  domain: String!
  id: ID!
  targetPort: Int
}

type ServiceInstanceAutoDeployStatus {
  canEnable: Boolean!
  enabled: Boolean!
  reason: String
}

type ServiceInstanceAutoDeployUpdateResult {
  enabled: Boolean!
}

input ServiceCreateInput {
  environmentId: String
  name: String
  projectId: String!
  source: ServiceSourceInput
  variables: EnvironmentVariables
}

input ServiceSourceInput {
  image: String
  repo: String
}

input ServiceInstanceLimitsUpdateInput {
  environmentId: String!
  memoryGB: Float
  serviceId: String!
  vCPUs: Float
}

input ServiceDomainCreateInput {
  environmentId: String!
  serviceId: String!
  targetPort: Int
}

input ServiceInstanceAutoDeployUpdateInput {
  enabled: Boolean!
  environmentId: String!
  projectId: String!
  serviceId: String!
}

input ServiceInstanceUpdateInput {
  buildCommand: String
  cronSchedule: String
  drainingSeconds: Int
  healthcheckPath: String
  healthcheckTimeout: Int
  multiRegionConfig: JSON
  numReplicas: Int
  overlapSeconds: Int
  preDeployCommand: [String!]
  region: String
  restartPolicyMaxRetries: Int
  restartPolicyType: RestartPolicyType
  sleepApplication: Boolean
  source: ServiceSourceInput
  startCommand: String
}
`
