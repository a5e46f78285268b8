import type { Target } from '@kickai/release'
import { RailwayConfigurationError } from '../errors/configuration-error.ts'

/** Railway's ids of one service in one environment. */
export interface RailwayPlace {
  readonly projectId: string
  readonly environmentId: string
  readonly serviceId: string
}

/** By the configuration's name of the environment, then of the service. */
export type RailwayTargets = Readonly<Record<string, Readonly<Record<string, RailwayPlace>>>>

/** What is wrong with the targets, as clauses. */
export function targetProblems(targets: RailwayTargets): string[] {
  return Object.entries(targets).flatMap(([environment, services]) =>
    Object.entries(services).flatMap(([service, place]) =>
      (['projectId', 'environmentId', 'serviceId'] as const)
        .filter((key) => typeof place[key] !== 'string' || !/^[\w.-]+$/.test(place[key]))
        .map((key) => `${key} of ${service} in ${environment} is not an id`),
    ),
  )
}

/** Railway's ids of a target; throws `unknown-target` for one that is not configured. */
export function placeOf(targets: RailwayTargets, target: Target): RailwayPlace {
  const services = Object.hasOwn(targets, target.environment) ? targets[target.environment] : undefined
  const place = services !== undefined && Object.hasOwn(services, target.service) ? services[target.service] : undefined
  if (place !== undefined) return place
  throw new RailwayConfigurationError(
    'unknown-target',
    `No project, environment and service on Railway are configured for ${target.service} in ${target.environment}.`,
    'Add their ids to the configuration, or use a name that is there.',
  )
}
