import type { Artifacts, Platform, Policy, Secrets } from '@kickai/release'
import type { Around } from '../config/around.ts'
import type { Configuration, ConfiguredEnvironment } from '../config/configuration.ts'
import type { PlannedSettings } from '../release/settings.ts'
import type { Secrecy } from '../secrecy/secrecy.ts'
import type { JournalPlace, Workspace } from '../workspace/workspace.ts'

/** A repository's configuration with where its things lie. */
export interface Project {
  readonly configuration: Configuration
  readonly workspace: Workspace
  /** The process's environment variables, for `env:` references. */
  readonly variables: NodeJS.ProcessEnv
  /** What this command keeps out of all that it says; absent where nobody is told anything. */
  readonly secrecy?: Secrecy
}

/** An environment with the platform it is on, and how releases go there. */
export interface Connection {
  readonly environment: string
  readonly where: 'railway' | 'embedded'
  readonly platform: Platform
  readonly secrets: Secrets
  readonly settings: PlannedSettings
  readonly policy: Policy
  /** Hooks, notices and rules of promotion; absent where a release is only rehearsed. */
  readonly around?: Around
  /** What runs there may be replaced, though the journal knows nothing of it. */
  readonly takeOver?: boolean
  /** Where the journal knows nothing, the live release is taken from what the platform keeps. */
  readonly rebuild?: boolean
  readonly journal: JournalPlace
  /** The folder for what the journal cannot take. */
  readonly spool: string
  /** Where artifacts are kept besides this machine, for others to find. */
  readonly registry?: Artifacts
}

/** Where an environment is; with `local`, always on the embedded platform. */
export function whereIs(environment: Pick<ConfiguredEnvironment, 'railway'>, local: boolean): Connection['where'] {
  return environment.railway !== undefined && !local ? 'railway' : 'embedded'
}
