import type { ServiceConfiguration } from '@kickai/release'
import type { Scaling } from '../config/configuration.ts'

/** What is to exist for one environment. A topology makes a list of these; nothing else differs between topologies. */
export interface WantedPlace {
  readonly environment: string
  readonly project: WantedThing
  /** Railway's environment; where a project that was found has but one, that one is taken whatever its name. */
  readonly railwayEnvironment: WantedThing
  readonly services: readonly WantedService[]
  /** Services that were provisioned before and that the configuration no longer names. */
  readonly dropped: readonly { readonly id: string; readonly name: string }[]
  /** The configuration itself names the ids, so nothing takes their place. */
  readonly fixed: boolean
}

/** A thing by the id that it was known by, or else by its name. */
export interface WantedThing {
  readonly name: string
  readonly id?: string
}

export interface WantedService extends WantedThing {
  readonly configuration: ServiceConfiguration
  readonly scaling: Scaling
}
