import type { PlannedChange, Target } from '@kickai/release'
import type { ServiceSettings } from '../operations/service.ts'
import type { PlatformSurroundings } from '../platform/surroundings.ts'
import type { RailwayPlace } from '../platform/targets.ts'

/** What a check is made on. */
export interface Checked {
  readonly surroundings: PlatformSurroundings
  readonly target: Target
  readonly place: RailwayPlace
  /** How the service is set to run; asked once for all checks. */
  readonly settings: Promise<ServiceSettings>
  readonly scope: PlannedChange
}
