import type { PlannedSetting } from '../ports/secrets.ts'

/**
 * When a command of the configuration is run: after preflight (and approval), before anything changes; after the release
 * went live; after it ended otherwise once changes had begun.
 */
export type HookTime = 'before' | 'afterLive' | 'afterRollback'

/** A command that is run at some time of a release. */
export interface Hook {
  /** For a shell. */
  readonly command: string
  /** How long it may take; milliseconds. */
  readonly limitMs: number
  /** What it gets besides the caller's environment; secrets by reference. */
  readonly variables: readonly PlannedSetting[]
}

/** Run one after another, in this order. */
export type Hooks = { readonly [time in HookTime]?: readonly Hook[] }
