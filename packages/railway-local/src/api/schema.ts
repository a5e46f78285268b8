import { isEnumType } from 'graphql'
import { createSchema } from 'graphql-yoga'
import type { Host } from '../supervisor/host.ts'
import type { ApiContext } from './context.ts'
import { meetingFaults, meetingSocketFaults } from './meeting-faults.ts'
import { changeSetMutations, changeSetQueries } from './resolvers/change-sets.ts'
import { deploymentMutations } from './resolvers/deployment-mutations.ts'
import { deploymentQueries, deploymentTypes } from './resolvers/deployment-queries.ts'
import { executionMutations, executionQueries, executionTypes } from './resolvers/executions.ts'
import { logQueries } from './resolvers/log-queries.ts'
import { metricQueries } from './resolvers/metric-queries.ts'
import { projectMutations } from './resolvers/project-mutations.ts'
import { projectQueries, projectTypes } from './resolvers/project-queries.ts'
import { scalingMutations, scalingQueries } from './resolvers/scaling.ts'
import { serviceMutations } from './resolvers/service-mutations.ts'
import { serviceQueries, serviceTypes } from './resolvers/service-queries.ts'
import { stagedChangesMutations, stagedChangesQueries } from './resolvers/staged-changes.ts'
import { subscriptions } from './resolvers/subscriptions.ts'
import { variableMutations } from './resolvers/variable-mutations.ts'
import { volumeMutations } from './resolvers/volumes.ts'
import { dateTime, environmentVariables, json } from './scalars.ts'
import { sdl } from './sdl/sdl.ts'

/** The API over what the supervisor holds. */
export function apiSchema(host: Host) {
  const queries = {
    ...projectQueries(host),
    ...stagedChangesQueries(host),
    ...changeSetQueries(host),
    ...serviceQueries(host),
    ...scalingQueries(host),
    ...deploymentQueries(host),
    ...executionQueries(host),
    ...logQueries(host),
    ...metricQueries(host),
  }
  const mutations = {
    ...projectMutations(host),
    ...stagedChangesMutations(host),
    ...changeSetMutations(host),
    ...volumeMutations(host),
    ...serviceMutations(host),
    ...scalingMutations(host),
    ...variableMutations(host),
    ...deploymentMutations(host),
    ...executionMutations(host),
  }
  const schema = createSchema<ApiContext>({
    typeDefs: sdl,
    resolvers: {
      Query: meetingFaults(host, queries),
      Mutation: meetingFaults(host, mutations),
      Subscription: meetingSocketFaults(host, subscriptions(host)),
      ...projectTypes(host),
      ...serviceTypes(host),
      ...deploymentTypes(host),
      ...executionTypes(host),
      DateTime: dateTime,
      EnvironmentVariables: environmentVariables,
      ...Object.fromEntries(json.map((scalar) => [scalar.name, scalar])),
    },
  })
  allowUnknownStatus(schema)
  return schema
}

/** A deployment may have a status that is in no schema; only a fault ever gives it one. */
function allowUnknownStatus(schema: ReturnType<typeof createSchema<ApiContext>>): void {
  const status = schema.getType('DeploymentStatus')
  if (isEnumType(status)) status.coerceOutputValue = String
}
