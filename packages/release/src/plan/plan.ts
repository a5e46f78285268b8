import type { Artifact } from '../ports/artifacts.ts'
import type { ServiceConfiguration } from '../ports/platform.ts'
import type { PlannedSetting } from '../ports/secrets.ts'
import type { Hooks } from './hook.ts'
import type { Policy, SmokeCheck } from './policy.ts'
import type { Promotion } from './promotion.ts'

/** What a service ran before, and what it goes back to. */
export interface Before {
  /** The release whose artifact this is. */
  readonly release: string
  readonly deployment: string
  readonly digest: string
  readonly configuration: ServiceConfiguration
  readonly settings: readonly PlannedSetting[]
  /** No journal told of it: it was taken from what the platform keeps. Its settings are then those it is found with. */
  readonly rebuilt?: Rebuilt
}

/** How sure it is that what was taken from the platform is the release that it is taken for. */
export interface Rebuilt {
  readonly identity: 'proven' | 'attested'
}

/** One service of a release. */
export interface PartPlan {
  readonly service: string
  readonly configuration: ServiceConfiguration
  readonly settings: readonly PlannedSetting[]
  /** Absent in plans that had one list for all parts, in their policy. */
  readonly smoke?: readonly SmokeCheck[]
  /** `restore` runs a kept deployment's image again; `upload` sends the artifact's bytes. */
  readonly source: { readonly how: 'upload' } | { readonly how: 'restore'; readonly deployment: string }
  /** Absent the first time: then there is nothing to go back to. */
  readonly before?: Before
}

/** A service that runs what an earlier release deployed, and that later ones say nothing of any more. */
export interface LeftService extends Before {
  readonly service: string
}

export type ReleaseKind = 'deploy' | 'promotion' | 'rollback'

/** The requests besides the health check that a part must answer. */
export function smokeOf({ policy, parts }: Pick<Plan, 'policy' | 'parts'>, part: number): readonly SmokeCheck[] {
  return parts[part]?.smoke ?? policy.smoke ?? []
}

/** Everything a release is going to do, fixed before it starts. Journaled whole; holds references to secrets, never their values. */
export interface Plan {
  readonly release: string
  readonly kind: ReleaseKind
  readonly environment: string
  /** Where a promoted artifact was live, and for a rollback the release that is brought back. */
  readonly from?: string
  readonly artifact: Artifact
  /** The release that was live when this one was planned. */
  readonly over?: string
  readonly parts: readonly PartPlan[]
  /** Services that go on running as they are, because nobody wants them any more and nobody has removed them. */
  readonly left?: readonly LeftService[]
  readonly policy: Policy
  readonly takeOver?: boolean
  /** Why what runs was not taken from the platform as the release before, where that was tried. */
  readonly notRebuilt?: string
  readonly hooks?: Hooks
  /** Of a promotion from an environment that has rules for it. */
  readonly promotion?: Promotion
  /** Milliseconds since 1970. */
  readonly plannedAt: number
}
