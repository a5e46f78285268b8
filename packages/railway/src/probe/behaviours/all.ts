import type { Behaviour } from '../behaviour.ts'
import { deploymentBehaviours } from './deployments.ts'
import { environmentBehaviours } from './environments.ts'
import { requestBehaviours } from './requests.ts'
import { settingsBehaviours } from './settings.ts'
import { untestedBehaviours } from './untested.ts'
import { variableBehaviours } from './variables.ts'

/**
 * Everything that is believed of Railway and not known. In this order they are tested: services are made before further
 * environments, since a new service comes into all environments that are there.
 */
export const behaviours: readonly Behaviour[] = [
  ...deploymentBehaviours,
  ...variableBehaviours,
  ...settingsBehaviours,
  ...requestBehaviours,
  ...environmentBehaviours,
  ...untestedBehaviours,
]
