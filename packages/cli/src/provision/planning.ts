import type { Problem } from '../error/command-error.ts'

export interface PlanChoices {
  /** What the configuration no longer names is removed. */
  readonly destructive: boolean
  /** A token is made though one was made before whose value is elsewhere. */
  readonly newTokens: boolean
}

/** What is found and decided while a plan is made. */
export interface Planning {
  readonly choices: PlanChoices
  readonly problems: Problem[]
  readonly notes: string[]
  /** Projects, and services of shared projects, that earlier steps of the plan make. */
  readonly made: Set<string>
}
