import * as changeSet from './change-set.ts'
import * as deployment from './deployment.ts'
import * as deploymentChanges from './deployment-changes.ts'
import * as environment from './environment.ts'
import * as environmentServices from './environment-services.ts'
import * as executions from './executions.ts'
import * as logs from './logs.ts'
import * as metrics from './metrics.ts'
import type { Operation } from './operation.ts'
import * as platform from './platform.ts'
import * as probing from './probing.ts'
import * as provisioning from './provisioning.ts'
import * as service from './service.ts'
import * as serviceView from './service-view.ts'
import * as variables from './variables.ts'

const files = [
  changeSet,
  deployment,
  deploymentChanges,
  environment,
  environmentServices,
  executions,
  logs,
  metrics,
  platform,
  probing,
  provisioning,
  service,
  serviceView,
  variables,
]

/** Every operation of this room, for the index of signatures and its check. */
export const allOperations: readonly Pick<Operation<object, unknown>, 'name' | 'kind' | 'document'>[] = files
  .flatMap((file): unknown[] => Object.values(file))
  .filter(
    (value): value is Operation<object, unknown> => typeof value === 'object' && value !== null && 'document' in value,
  )
