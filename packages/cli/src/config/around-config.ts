import type { Setting } from './secret-config.ts'

// What goes on around releases, as `kickai.config.ts` says it. Types alone, like `config.ts`.

export interface Hooks {
  /** Once preflight holds and a person has approved, before anything changes. One that fails blocks the release. */
  before?: Hook | Hook[]
  afterLive?: Hook | Hook[]
  /** After every other end, once changes had begun. */
  afterRollback?: Hook | Hook[]
}

/** A command for a shell, in the repository's root. It gets the release as JSON on standard input. */
export type Hook =
  | string
  | {
      run: string
      /** When it is ended with all that it started. Default 60. */
      deadlineSeconds?: number
      /** What it gets besides the caller's environment, which comes without the secrets that this configuration names. */
      variables?: { [name: string]: Setting }
    }

export interface Notify {
  /** `slack` and `discord` by an incoming webhook, `url` as JSON. */
  to: 'slack' | 'discord' | 'url'
  /** A reference to the address, such as `env:SLACK_WEBHOOK_URL`. */
  url: string
  /** For `url`: a reference to the key that `x-kickai-signature` is made with. */
  key?: string
  /** Default: everything but `blocked`. */
  on?: ('live' | 'failed' | 'rolled back' | 'rollback failed' | 'unknown' | 'blocked' | 'awaiting approval')[]
  /** Default: all. */
  environments?: string[]
}

export interface Promotion {
  /** How long it must have been live where it comes from, with that environment's objectives held. Default 0. */
  heldSeconds?: number
}

/** Downtime that an environment may have had, by what releases and `kickai monitor` saw. */
export interface ErrorBudget {
  /** The share of the window that must be available, below 1. Default: `availability` of the objectives, 0.999. */
  availability?: number
  /** How far back is counted, today among them. Default 30. */
  days?: number
  /** What becomes of a promotion where less than half of that time was watched: it passes with a notice, or fails. Default `pass`. */
  noData?: 'pass' | 'fail'
}
