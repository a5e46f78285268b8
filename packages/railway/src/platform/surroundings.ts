import type { Surroundings } from '../follow/surroundings.ts'
import type { RailwayTargets } from './targets.ts'

/** What the parts of the platform share. */
export interface PlatformSurroundings extends Surroundings {
  readonly targets: RailwayTargets
}
