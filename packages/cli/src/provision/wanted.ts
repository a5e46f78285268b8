import type { ServiceConfiguration } from '@kickai/release'
import type { Scaling } from '../config/configuration.ts'
import type { Declaration } from './declared/declaration.ts'

/** What is to exist for one environment. A layout makes a list of these; nothing else differs between layouts. */
export interface WantedPlace {
  readonly environment: string
  readonly project: WantedThing
  /** The project is that of other environments too, so nothing in it is taken for this one but by its name. */
  readonly shared?: boolean
  /** Railway's environment; where a project that was found has but one, that one is taken whatever its name. */
  readonly railwayEnvironment: WantedThing
  readonly services: readonly WantedService[]
  /** Services that were provisioned before and that the configuration no longer names. */
  readonly dropped: readonly { readonly id: string; readonly name: string }[]
  /** The configuration itself names the ids, so nothing takes their place. */
  readonly fixed: boolean
  /** What git declares of it. Then all that differs is made as one change. */
  readonly declaration?: Declaration
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
