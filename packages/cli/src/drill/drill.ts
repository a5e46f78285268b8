import type { Artifact, ReleaseState, Verdict } from '@kickai/release'
import type { RehearsalOptions } from '@kickai/traffic'
import type { Scene, SceneOptions } from './scene.ts'

/** A failure that is rehearsed on the embedded platform, and what the release tool has to make of it. */
export interface Drill {
  readonly name: string
  readonly summary: string
  /** How the release that is shipped behaves. */
  readonly release: Omit<RehearsalOptions, 'version'>
  /** Where it differs from the usual scene. */
  readonly scene?: SceneOptions
  /** What goes wrong with the platform once the good release is live, in the form of its fault table. */
  readonly faults?: readonly object[]
  readonly expected: Verdict
  /** Which release is to run in the end; the shipped one after `live`, else the old one, unless told. */
  readonly leaves?: 'old' | 'new'
  /**
   * How many deployments there are to be of each service in the end; what the verdict needs, unless told. Any of several
   * numbers where it depends on how quick the machine is.
   */
  readonly deployments?: number | { readonly [service: string]: number | readonly number[] }
  /** Ships the release where something happens meanwhile; without it the release is simply carried out. */
  readonly ship?: (shipping: Shipping) => Promise<ReleaseState>
}

/** What a drill ships with. */
export interface Shipping {
  readonly scene: Scene
  readonly artifact: Artifact
  /** Carries a release out to its end; `onProgress` is told of each of its states. */
  readonly release: (onProgress?: (state: ReleaseState) => void) => Promise<ReleaseState>
  /** Lines that were said to whoever sits before the command. */
  readonly said: readonly string[]
  /** Reports something that did not go as it must. */
  readonly problem: (sentence: string) => void
  readonly signal: AbortSignal
}

/** The deployments that a release over a good one makes: its own, and the one that brings the old one back. */
export const usualDeployments: { readonly [verdict in Verdict]: number } = {
  live: 2,
  failed: 2,
  'rolled back': 3,
  'rollback failed': 2,
  blocked: 1,
  unknown: 2,
}
