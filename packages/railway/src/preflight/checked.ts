import type { PlannedChange, Target } from '@kickai/release'
import type { ServiceSettings } from '../operations/service.ts'
import type { PlatformSurroundings } from '../platform/surroundings.ts'
import type { RailwayPlace } from '../platform/targets.ts'

export interface PreflightScope extends PlannedChange {
  /**
   * Also reports what a release sets by itself before it deploys: health path, draining, overlap. For diagnosis of a
   * service as it is. Default false.
   */
  readonly configuration?: boolean
}

/** What a check is made on. */
export interface Checked {
  readonly surroundings: PlatformSurroundings
  readonly target: Target
  readonly place: RailwayPlace
  /** How the service is set to run; asked once for all checks. */
  readonly settings: Promise<ServiceSettings>
  readonly scope: PreflightScope
}
